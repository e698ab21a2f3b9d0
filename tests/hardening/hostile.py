"""Words that break programs: gathered by kind, each short enough to be read."""

NUMBERS = [
    "-1", "0", "00", "01", "1e9", "1.0", "NaN", "Infinity", "-Infinity", "0x10", "1_000", "+1", " 1 ", "١٢٣", "1२",
    "½", "Ⅷ",
    "9" * 20, "9" * 400, "9" * 5000, "-" + "9" * 30, "2147483648", "9223372036854775808", "1e400",
    "0" * 3000 + "1",
]  # fmt: skip
DATES = [
    "2026-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "-0001-01-01", "2026-13-01", "2026-1-1",
    "2026-01-01T24:00Z", "2026-01-01T00:00+99:99", "2026-01-01T00:00+23:59", "0001-01-01T00:00+14:00",
    "9999-12-31T23:59-12:00", "2026-W01-1", "31-31-2020", "2016-12-31T23:59:60Z", "٢٠٢٦-٠١-٠١",
]  # fmt: skip
SYNTAX = [
    "'", '"', "`", ";", "--", "/*", "\\", "%", "%%", "%s", "%n%n%n", "${7*7}", "{{7*7}}", "{% debug %}", "<%= 7*7 %>",
    "' OR 1=1 --", "') UNION SELECT password FROM auth_user --", "1; DROP TABLE releases_release", "*", "?", "(", ")",
    "a AND", "NEAR(", '"unclosed', "col:", "-", "+", "!", "&|", "a:*", "<->", "\\'", "[", "^(a+)+$", "(?:",
    "__import__",
    "$(id)", "`id`", "| id", "../../../etc/passwd", "..\\..\\", "file:///etc/passwd", "http://169.254.169.254/",
    "jndi:ldap://x/", "*)(uid=*", "&lt;", "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", "null", "true",
    "[]", "{}",    '{"$ne": null}', "author__password__startswith", "_connector=OR",
]  # fmt: skip
MARKUP = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</title><script>alert(1)</script>",
    "javascript:alert(1)", "]]><x>", "<svg/onload=alert(1)>", "--><script>alert(1)</script>",
]  # fmt: skip
LINES = ["a\r\nSet-Cookie: x=y", "a\nb", "a\rb", "%0d%0aSet-Cookie:%20x=y", "a\u2028b", "\x0b\x0c", "a\r\n\r\n<html>"]
UNICODE = [
    "\x00", "a\x00b", "\x01\x02\x7f", "\u202eevil", "\u200b", "\ufeff", "\uffff", "é", "e\u0301" * 50, "\u0300" * 200,
    "😀", "👩‍👩‍👧‍👦", "ﷺ", "ß", "İ", "ﬁ", "𝒳", "田中さん", "العربية", "กรุงเทพ", "Ω≈ç√", "\U000e0041", "\U0010ffff", "ı",
    "ſ",    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞",
]  # fmt: skip
BYTES = [
    b"\xff",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xe2\x28\xa1",
    b"\x80" * 100,
    b"%u0041",
    b"%",
    b"%zz",
]
LONG = ["a" * 300, "a" * 5000, "a " * 2000, '"' * 3000, "(" * 3000, "a" * 100_000]
EMPTY = ["", " ", "\t", "\u00a0", ".", "..", "/", "//", "\\\\"]

TEXTS = [*NUMBERS, *DATES, *SYNTAX, *MARKUP, *LINES, *UNICODE, *EMPTY, *LONG]
ALL = [*(text.encode("utf-8", "surrogatepass") for text in TEXTS), *BYTES]
"""As bytes, as they come over the wire."""
