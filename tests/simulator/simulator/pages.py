# SPDX-License-Identifier: Apache-2.0
"""The HTML that a person sees: login, code to copy, errors."""

from html import escape

PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title>
<style>body {{ font-family: sans-serif; margin: 4em auto; width: 36em }}
code {{ background: #eee; padding: .2em; overflow-wrap: anywhere }}</style>
</head>
<body><h1>{title}</h1>
{content}
</body>
</html>
"""


def page(title, content):
    return PAGE.format(title=escape(title), content=content)


def login_page(action, parameters, client_id, scopes, users):
    hidden = "\n".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in parameters.items())
    options = "".join(f'<option value="{escape(name)}">' for name in users)
    return page("Foundry simulator: log in", f"""\
<p>Application <code>{escape(client_id)}</code> asks for
<code>{escape(" ".join(sorted(scopes)))}</code>.</p>
<form method="post" action="{escape(action)}">
{hidden}
<p><label>User <input name="username" value="jdoe" list="users"></label>
<datalist id="users">{options}</datalist></p>
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>""")


def code_page(code, state):
    return page("Foundry simulator: your code", f"""\
<p>Copy this code to the program that asked for it:</p>
<p><code id="code">{escape(code)}</code></p>
<p>State: <code id="state">{escape(state)}</code></p>""")


def error_page(code, description):
    return page("Foundry simulator: error", f"""\
<p><code id="error">{escape(code)}</code>: {escape(description)}</p>""")
