"""Prints what the generated module offers: every public name with its signature and documentation.

`python3 surface.py FOLDER`, with the folder of `fieldseal.py`. Fails when something is not documented.
"""

import ast
import os
import sys

# What a value needs of Python; the surface is the same without it.
PLAIN = {"__init__", "__str__", "__eq__", "__repr__", "__hash__", "__new__", "__del__", "__getitem__"}

# What UniFFI adds of its own: the error of a defect, a protocol for each object, a test for each variant.
ADDED = ("InternalError", "is_")

undocumented = []


def is_public(name):
    return not name.startswith(("_", *ADDED)) and not name.endswith("Protocol")


def told(depth, line, node, path):
    print("    " * depth + line)
    doc = ast.get_docstring(node)
    if doc:
        for part in doc.splitlines():
            print(("    " * depth + "  | " + part).rstrip())
    else:
        undocumented.append(path)


def signature(node):
    word = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{word} {node.name}({ast.unparse(node.args)}){returns}"


def function(depth, node, path):
    if is_public(node.name):
        told(depth, signature(node), node, f"{path}{node.name}")


def attribute(depth, body, index, path):
    """A field, whose documentation is the text below it."""
    node = body[index]
    name = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
    if not isinstance(name, ast.Name) or not is_public(name.id):
        return
    kind = f": {ast.unparse(node.annotation)}" if isinstance(node, ast.AnnAssign) else ""
    print("    " * depth + name.id + kind)
    below = body[index + 1] if index + 1 < len(body) else None
    if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) and isinstance(below.value.value, str):
        for part in below.value.value.strip().splitlines():
            print(("    " * depth + "  | " + part.strip()).rstrip())


def a_class(depth, node, path):
    told(depth, f"class {node.name}", node, f"{path}{node.name}")
    for index, inner in enumerate(node.body):
        if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)) and inner.name not in PLAIN:
            function(depth + 1, inner, f"{path}{node.name}.")
        elif isinstance(inner, ast.FunctionDef) and inner.name == "__init__" and len(inner.args.args) + len(inner.args.kwonlyargs) > 1:
            print("    " * (depth + 1) + signature(inner))
        elif isinstance(inner, ast.ClassDef) and is_public(inner.name):
            a_class(depth + 1, inner, f"{path}{node.name}.")
        elif isinstance(inner, (ast.AnnAssign, ast.Assign)):
            attribute(depth + 1, node.body, index, f"{path}{node.name}.")


def main():
    with open(os.path.join(sys.argv[1], "fieldseal.py"), encoding="utf-8") as file:
        module = ast.parse(file.read())
    exported = next(
        ast.literal_eval(node.value) for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__"
    )
    nodes = {node.name: node for node in module.body if hasattr(node, "name")}
    for name in sorted(name for name in exported if name in nodes and is_public(name)):
        node = nodes[name]
        if isinstance(node, ast.ClassDef):
            a_class(0, node, "")
        else:
            function(0, node, "")
        print()
    if undocumented:
        sys.exit("not documented: " + ", ".join(undocumented))


main()
