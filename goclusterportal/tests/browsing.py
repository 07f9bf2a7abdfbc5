"""Someone at a browser, for the long journeys."""


class Person:
    """Someone at a browser of their own, who reads labels and presses buttons."""

    def __init__(self, page):
        self.page = page

    def open(self, path):
        response = self.page.goto(path)
        assert response.ok, f"{path}: {response.status}"
        return self

    def fill(self, label, text):
        self.page.get_by_label(label, exact=False).first.fill(text)
        return self

    def check(self, label):
        self.page.get_by_label(label, exact=True).first.check()
        return self

    def press(self, name):
        """A button, or a link where there is no such button."""
        button = self.page.get_by_role("button", name=name)
        return self.follow((button if button.count() else self.page.get_by_role("link", name=name)).first)

    def follow(self, target):
        """Click what leads to another page, and wait for it."""
        with self.page.expect_navigation():
            target.click()
        return self

    def submit(self):
        """The last button of the page's last form."""
        return self.follow(self.page.locator("main form button[type=submit]").last)

    def sees(self, text):
        assert text in self.page.inner_text("main"), f"{text!r} is not on {self.page.url}:\n{self.text()}"
        return self

    def sees_not(self, text):
        assert text not in self.page.content(), f"{text!r} is on {self.page.url}"
        return self

    def text(self):
        return self.page.inner_text("main")[:3000]


class Keys:
    """Somebody without a mouse: Tab until what is looked for has the focus, then type or press."""

    def __init__(self, page):
        self.page = page

    def to(self, script, most=150):
        """`script`: JavaScript about `one`, the element with the focus."""
        for _stop in range(most):
            if self.page.evaluate(f"() => {{ const one = document.activeElement; return Boolean({script}); }}"):
                return self
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The keyboard does not reach {script} on {self.page.url}")

    def field(self, name):
        return self.to(f"one.name === '{name}'")

    def write(self, name, text):
        self.field(name).page.keyboard.type(text)
        return self

    def press(self, key):
        self.page.keyboard.press(key)
        return self

    def follow(self, text):
        """Enter on the link or button of this text; another page comes."""
        self.to(f"one.textContent.trim() === '{text}'")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        return self


def act(person, application, name, **fields):
    """One act of the office on an application; see act_on."""
    act_on(person, f"/admin/admissions/application/{application.pk}/", name, **fields)


def act_on(person, record, name, **fields):
    """One act in the web admin: open its page below the record's address, fill it in and press its button."""
    person.open(f"{record}act/{name}/")
    for field, value in fields.items():
        target = person.page.locator(f"main [name={field}]")
        if isinstance(value, bytes):
            target.set_input_files({"name": "erklaerung.pdf", "mimeType": "application/pdf", "buffer": value})
        elif value is True:
            target.check()
        elif target.evaluate("field => field.tagName") == "SELECT":
            target.select_option(value)
        else:
            target.fill(value)
    person.submit()
    assert "/act/" not in person.page.url, person.text()
