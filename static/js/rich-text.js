// Turns the textareas marked data-rich-text into an editor. The library is imported by the address that the page
// gives, so that no inline import map is needed; its own style element is left out (css/rich-text.css stands for it).
// What it writes goes back into the textarea after each change; "text:replaced" on the textarea goes the other way.
"use strict";

const LANGUAGE = ["lang", "dir"];
const WITH_LANGUAGE = ["paragraph", "heading", "blockquote", "listItem", "tableCell", "tableHeader", "italic"];
const TOOLS = ["headings", "lists", "nodes -lists -headings -blockType", "marks", "link", "table", "history"];
const WITHOUT_BUTTON = ["underline", "strike"];

/* Attributes that the schema would drop, so that opening a text and typing in it loses nothing. */
const kept = (names) => Object.fromEntries(names.map((name) => [name, {
  default: null,
  parseHTML: (element) => element.getAttribute(name),
  renderHTML: (values) => (values[name] === null ? {} : { [name]: values[name] }),
}]));

const keptAttributes = (lib) => lib.Extension.create({
  name: "keptAttributes",
  addGlobalAttributes: () => [
    { types: WITH_LANGUAGE, attributes: kept(LANGUAGE) },
    { types: ["tableHeader"], attributes: kept(["scope"]) },
    { types: ["orderedList"], attributes: kept(["reversed"]) },
    { types: ["listItem"], attributes: kept(["value"]) },
    { types: ["link"], attributes: kept(["hreflang", "lang"]) },
  ],
});

const keptMark = (lib, tag, selector = tag) => lib.Mark.create({
  name: tag,
  addAttributes: () => kept(LANGUAGE),
  parseHTML: () => [{ tag: selector }],
  renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
});

/* A table keeps its caption as an attribute: the rows are all that the table commands may find inside. */
const captionedTable = (lib, words) => {
  const ask = lib.updateAttrsDialog({ caption: { type: "string", title: words["Caption"] } }, { title: words["Table caption"] });
  return lib.Table.extend({
    addAttributes() {
      const own = { default: "", parseHTML: (table) => table.caption?.textContent.trim() ?? "", renderHTML: () => ({}) };
      return { ...this.parent?.(), caption: own };
    },
    parseHTML: () => [{ tag: "table" }, { tag: "caption", ignore: true }],
    renderHTML: ({ node }) => {
      const body = ["tbody", 0];
      return node.attrs.caption ? ["table", ["caption", node.attrs.caption], body] : ["table", body];
    },
    addNodeView: () => null,
    addCommands() {
      return {
        ...this.parent?.(),
        insertTableWithOptions: () => ({ commands }) => commands.insertTable({ rows: 3, cols: 2, withHeaderRow: true }),
      };
    },
    addMenuItems(tools) {
      this.parent?.(tools);
      tools.menu.defineItem({
        name: "table:caption",
        groups: "table",
        button: tools.buttons.material("title", words["Table caption"]),
        hidden: (editor) => !editor.isActive("table"),
        command: (editor) => ask(editor, editor.getAttributes("table")).then((attributes) => {
          if (attributes) editor.chain().focus().updateAttributes("table", attributes).run();
        }),
      });
    },
  });
};

/* The place of a picture, which it names by its number in the list of pictures below the text. */
const picture = (lib, words) => {
  const ask = lib.updateAttrsDialog(
    { number: { type: "number", format: "number", title: words["Number of the picture"], min: "1", required: true } },
    { title: words["picture"] },
  );
  return lib.Node.create({
    name: "picture",
    group: "block",
    atom: true,
    addAttributes: () => kept(["data-image"]),
    parseHTML: () => [{ tag: "figure[data-image]" }],
    renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes],
    addMenuItems({ buttons, menu }) {
      menu.defineItem({
        name: "picture",
        groups: "link",
        button: buttons.material("image", words["picture"]),
        command: (editor) => ask(editor, {}).then((given) => {
          if (given) editor.chain().focus().insertContent({ type: "picture", attrs: { "data-image": given.number } }).run();
        }),
      });
    },
  });
};

/* Days that count on: the text names an incident and holds the words behind the number, which the page writes. */
const daysSince = (lib, words, matters, language) => {
  const label = (matter) => (matters.filter((other) => other.name === matter.name).length > 1 ? `${matter.name} [${matter.slug}]` : matter.name);
  const ask = lib.updateAttrsDialog({ matter: { type: "string", title: words["Incident"], enum: matters.map(label) } }, { title: words["daysSince"] });
  const inserted = (matter) => {
    const [behind, follows] = matter.wording[language()] ?? Object.values(matter.wording)[0];
    return [{ type: "daysSince", attrs: { "data-days-since": matter.slug, words: behind } }, { type: "text", text: ` ${follows}` }];
  };
  const own = { default: "", parseHTML: (element) => element.textContent, renderHTML: () => ({}) };
  return lib.Node.create({
    name: "daysSince",
    group: "inline",
    inline: true,
    atom: true,
    addAttributes: () => ({ ...kept(["data-days-since", ...LANGUAGE]), words: own }),
    parseHTML: () => [{ tag: "span[data-days-since]", priority: 60 }], // before the mark for a language
    renderHTML: ({ node, HTMLAttributes }) => ["span", HTMLAttributes, node.attrs.words],
    renderText: ({ node }) => node.attrs.words,
    addNodeView: () => ({ node }) => {
      const slug = node.attrs["data-days-since"];
      const dom = document.createElement("span");
      dom.className = "days-since";
      dom.textContent = node.attrs.words;
      dom.dataset.name = dom.title = matters.find((matter) => matter.slug === slug)?.name ?? `${slug}: ${words["unknown incident"]}`;
      return { dom };
    },
    addMenuItems({ buttons, menu }) {
      if (!matters.length) return;
      menu.defineItem({
        name: "daysSince",
        groups: "link",
        button: buttons.material("timer", words["daysSince"]),
        command: (editor) => ask(editor, { matter: label(matters[0]) }).then((given) => {
          const chosen = given && matters.find((matter) => label(matter) === given.matter);
          if (chosen) editor.chain().focus().insertContent(inserted(chosen)).run();
        }),
      });
    },
  });
};

/* A mark in the text and a paragraph at its end, in the form that the page turns into a footnote. */
const footnote = (lib, words) => lib.Extension.create({
  name: "footnote",
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "footnote",
      groups: "link",
      button: buttons.material("note_add", words["Footnote"]),
      command: (editor) => {
        const taken = [...editor.getHTML().matchAll(/href="#fn-(\d{1,3})"/g)].map((match) => Number(match[1]));
        const number = Math.max(0, ...taken) + 1;
        const link = (target) => ({ type: "text", text: String(number), marks: [{ type: "link", attrs: { href: target } }] });
        const mark = link(`#fn-${number}`);
        mark.marks.push({ type: "superscript" });
        const note = { type: "paragraph", content: [link(`#fnref-${number}`), { type: "text", text: " " }] };
        editor.chain().insertContent(mark).insertContentAt(editor.state.doc.content.size + 1, note).focus("end").run();
      },
    });
  },
});

const extensions = (lib, words, matters, language) => [
  lib.Document, lib.Paragraph, lib.Text, lib.HardBreak, lib.Gapcursor, lib.Dropcursor, lib.History,
  lib.Heading.configure({ levels: [2, 3, 4] }), lib.Bold, lib.Italic, lib.Superscript, lib.Subscript,
  lib.Underline, lib.Strike, lib.BulletList, lib.OrderedList.configure({ enableListAttributes: false }), lib.ListItem,
  lib.Blockquote, lib.HorizontalRule, lib.TableRow, lib.TableCell, lib.TableHeader,
  lib.Link.configure({ enableTarget: false, autolink: false }),
  ...["q", "cite", "abbr"].map((tag) => keptMark(lib, tag)), keptMark(lib, "span", "span[lang], span[dir]"),
  captionedTable(lib, words), footnote(lib, words), picture(lib, words), daysSince(lib, words, matters, language), keptAttributes(lib),
  lib.Menu.configure({
    items: ({ editor, buttons, menu }) => TOOLS.map((group) => menu.buttonGroup(
      { editor, buttons }, menu.items(group).filter((item) => !WITHOUT_BUTTON.includes(item.name)),
    )),
  }),
];

/* Word's h1 and h5 are headings here, too. */
const pasted = (html) => html.replace(/<(\/?)h1\b/gi, "<$1h2").replace(/<(\/?)h[56]\b/gi, "<$1h4");

const nameBox = (textarea, box) => {
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  if (label) {
    label.id ||= `${textarea.id}_label`;
    box.setAttribute("aria-labelledby", label.id);
    label.addEventListener("click", () => box.focus());
  }
  const help = document.getElementById(`${textarea.id}_helptext`);
  if (help) box.setAttribute("aria-describedby", help.id);
  box.setAttribute("role", "textbox");
  box.setAttribute("aria-multiline", "true");
  for (const name of LANGUAGE) if (textarea.getAttribute(name)) box.setAttribute(name, textarea.getAttribute(name));
};

/* One tab stop; arrows go from button to button. */
const nameTools = (bar, editor, words) => {
  const all = [...bar.querySelectorAll("button")];
  const shown = () => all.filter((button) => !button.classList.contains("hidden"));
  const stop = (chosen) => { for (const button of all) button.tabIndex = button === chosen ? 0 : -1; };
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", words["Formatting"]);
  for (const button of all) {
    const name = words[button.dataset.name];
    if (name) { button.title = name; button.setAttribute("aria-label", name); }
  }
  const mirror = () => {
    for (const button of all) {
      button.setAttribute("aria-pressed", String(button.classList.contains("active")));
      button.setAttribute("aria-disabled", String(button.classList.contains("disabled")));
    }
    if (!shown().some((button) => button.tabIndex === 0)) stop(shown()[0]);
  };
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const row = shown();
    const at = row.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    const next = row[(at + step + row.length) % row.length];
    stop(next);
    next.focus();
  });
  stop(all[0]);
  mirror();
  editor.on("transaction", mirror);
};

const begin = async (textarea) => {
  const words = JSON.parse(textarea.dataset.words);
  const matters = JSON.parse(textarea.dataset.matters);
  const language = () => textarea.form?.elements.language?.value || textarea.lang;
  const others = window.gettext ?? ((text) => text); // the admin's own catalogue
  window.gettext = (text) => words[text] ?? others(text);
  const lib = await import(textarea.dataset.richText);
  const element = document.createElement("div");
  element.className = "prose-editor";
  textarea.before(element);
  element.append(textarea);
  const editor = new lib.Editor({
    element,
    injectCSS: false,
    extensions: extensions(lib, words, matters, language),
    content: textarea.value,
    editorProps: { transformPastedHTML: pasted },
    onUpdate: () => {
      textarea.value = editor.isEmpty ? "" : editor.getHTML();
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
    onCreate: () => {
      nameBox(textarea, editor.view.dom);
      nameTools(element.querySelector(".prose-menubar"), editor, words);
      element.dataset.ready = "";
    },
  });
  textarea.addEventListener("text:replaced", () => editor.commands.setContent(textarea.value, { emitUpdate: false }));
};

for (const textarea of document.querySelectorAll("textarea[data-rich-text]")) {
  begin(textarea).catch((error) => console.error(error));
}
