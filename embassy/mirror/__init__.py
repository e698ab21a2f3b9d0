"""The public site as plain files, which any web server or a USB stick can serve when the site itself cannot be reached.

addresses   which file of the mirror holds what stands at an address of the site
asking      the site's own views, asked in this process, by nobody, as of one instant
rewriting   what a page needs to work as a file: its links, its forms (panel), its notice
crawling    from the home page to everything that a reader can reach, in several processes
building    into a new folder beside the old, files that stayed the same shared with it; then both change places
sums        SHA256SUMS: every file with its digest; `embassy.lib.minisign` signs it
verifying   a mirror in a folder or at an address, held against its sums; `drift` holds it against the site
"""
