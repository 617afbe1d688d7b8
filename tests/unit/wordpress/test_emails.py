"""The addresses that contact forms send to are taken out of shortcodes and blocks, no others."""

import pytest

from tests.growth import LIMIT, exponent
from wparchive.wordpress.emails import replace_addresses, without_addresses, without_recipients

WHO = "owner@inbox.example"


@pytest.mark.parametrize(
    "form",
    [
        f'[contact-form to="{WHO}" subject="Hi"][contact-field label="Name"/][/contact-form]',
        f"[contact-form to='{WHO}']",
        f"[contact-form to={WHO}]",
        f"[contact-form to=&quot;{WHO}&quot; subject=&quot;Hi&quot;]",
        f"[contact-form to=&#8221;{WHO}&#8221;]",
        f"[contact-form to=“{WHO}”]",
        '[contact-form to="owner&#64;inbox.example"]',
        '[contact-form to="owner%40inbox.example"]',
        f'[contact-form to="a@b.example, {WHO}"]',
        f'[contact-form-7 id="5" destination-email="{WHO}"]',
        f'[si-contact-form form="1" email_to="{WHO}"]',
        f'[easy_contact email="{WHO}"]',
        f'[kontaktformular empfaenger="{WHO}"]',
        f'[wpcf mailto="{WHO}" cc="{WHO}"]',
        f'[ask recipient="{WHO}"]',
        f'[ask recipients="{WHO}"]Ask[/ask]',
        f'[booking admin_email="{WHO}"]',
        f'<!-- wp:jetpack/contact-form {{"subject":"Hi","to":"{WHO}"}} -->',
        f'<!-- wp:form/mail {{"recipients":["{WHO}","b@c.example"]}} /-->',
        f'<!-- wp:acme/contact {{"settings":{{"email":"{WHO}"}}}} /-->',
        '<!-- wp:acme/contact {"emailTo":"owner\\u0040inbox.example"} /-->',
    ],
)
def test_recipients_go(form):
    text = f"<p>Before.</p>\n{form}\n<p>After me@blog.example.</p>"
    short, number = without_recipients(text)
    assert "inbox.example" not in short
    assert "c.example" not in short
    assert number >= 1
    assert short.startswith("<p>Before.</p>")
    assert short.endswith("<p>After me@blog.example.</p>")


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        f"Write to {WHO}.",
        f'<a href="mailto:{WHO}">me</a>',
        f'[mailto to="{WHO}"]',
        f'[eeb_email email="{WHO}"]',
        f"[email]{WHO}[/email]",
        f'[link to="https://a.example/@{WHO}x"]'.replace(WHO, "me"),
        f'[contact-field label="Not {WHO}"]',
        f'[contact-form placeholder="{WHO}"]',
        f'[[contact-form to="{WHO}"]]',
        f'[caption title="{WHO}"]',
        f'<!-- wp:paragraph {{"title":"{WHO}"}} --><p>{WHO}</p><!-- /wp:paragraph -->',
        f"From [me] to={WHO}",
    ],
)
def test_what_readers_saw_stays(text):
    assert without_recipients(text) == (text, 0)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Eve <eve@example.org>", "Eve"),
        ("Eve (eve@example.org), Bob", "Eve , Bob"),
        ("at a @ b", "at a @ b"),
        ("picture@2x.png react@16.8.0", "picture@2x.png react@16.8.0"),
        ("mailto:eve%40example.org", ""),
        (None, None),
    ],
)
def test_addresses_go_out_of_composed_texts(text, short):
    assert without_addresses(text) == short


def test_long_texts_cost_time_in_proportion():
    def work(number):
        text = '[form to="' + "a" * 60 + "@ " * number + "[contact-form to=" * number
        return lambda: (without_recipients(text), without_addresses("a.b@" * number))

    assert exponent(work, 40_000) < LIMIT


def cloudflare(address, key=0x42):
    return bytes([key, *(byte ^ key for byte in address.encode())]).hex()


@pytest.mark.parametrize(
    "form",
    ['<a class="__cf_email__" data-cfemail="{}">[email&#160;protected]</a>', "<span data-cfemail='{}'>x</span>",
     '<a href="/cdn-cgi/l/email-protection#{}">write</a>', '{{"a": "<b data-cfemail=\\"{}\\">"}}',
     "&lt;a data-cfemail=&quot;{}&quot;&gt;", "https://blog.example/cdn-cgi/l/email-protection%23{}"],
)  # fmt: skip
@pytest.mark.parametrize("key", [0, 0x42, 0xFF])
def test_addresses_in_the_code_of_cloudflare_are_replaced(form, key):
    text = form.format(cloudflare("erika@mail.example", key))
    seen = []

    def change(address):
        seen.append(address)
        return "x1@redacted.invalid"

    assert replace_addresses(text, change) == form.format(cloudflare("x1@redacted.invalid", key))
    assert seen == ["erika@mail.example"]
    assert replace_addresses(text, lambda _: None) == text


@pytest.mark.parametrize(
    "text", ['data-cfemail="zz"', "/email-protection#abc", 'data-cfemail="' + "00" * 20 + '"']
)
def test_what_is_no_code_of_cloudflare_stays(text):
    assert replace_addresses(text, lambda _: "x") == text
