"""What an HTML page says to a person and to what reads it out."""

from html.parser import HTMLParser

# What has no end tag.
VOID = {"meta", "input", "br", "link", "img", "hr"}


class Page(HTMLParser):
    """.tags: (name, attributes) in order; .text: all words; .faults: what a reader trips over."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.faults, self.words, self._open = [], [], [], []
        self.feed(text)
        self.text = " ".join(" ".join(self.words).split())
        self.faults += [f"{name} is not closed" for name in self._open]
        self._check()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"{tag} is closed out of turn")

    def handle_data(self, data):
        if "style" not in self._open:
            self.words.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]

    def ids(self):
        return [attributes["id"] for _, attributes in self.tags if "id" in attributes]

    def links(self):
        return [attributes["href"] for attributes in self.all("a")]

    def _check(self):
        fail = self.faults.append
        if self.all("html")[0].get("lang") != "en":
            fail("no language")
        if len(self.all("title")) != 1 or len(self.all("h1")) != 1 or len(self.all("main")) != 1:
            fail("one title, one first heading, one main part")
        if len(set(self.ids())) != len(self.ids()):
            fail("an id twice")
        labelled = {label.get("for") for label in self.all("label")}
        for field in self.all("input"):
            if field.get("id") not in labelled:
                fail("a field without a label")
            if set(field.get("aria-describedby", "").split()) - set(self.ids()):
                fail("described by what is not there")
        if any(link.startswith("#") and link[1:] not in self.ids() for link in self.links()):
            fail("a link to nowhere")
        if self.all("script") or any("style" in a or "onclick" in a for _, a in self.tags):
            fail("what the policy forbids")
