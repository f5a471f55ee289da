# SPDX-License-Identifier: EPL-2.0
"""Writes MODEL_CARD.md: what a reader must know before trusting the model."""

import math
import os

from .folder import CARD_FILE


def write(out, title, sections):
    """Writes the card: a title, then (heading, text) sections in order; sections without text are left out."""
    parts = [f"# {title}"]
    for heading, text in sections:
        if text:
            parts.append(f"## {heading}\n\n{text.strip()}")
    with open(os.path.join(out, CARD_FILE), "w", encoding="utf-8", newline="\n") as file:
        file.write("\n\n".join(parts) + "\n")


def feature_table(features):
    """The features in tensor order, with unit, training range and, where one is computed, how."""
    computed = [_computed(feature) for feature in features]
    head, rule = "| column | feature | unit | training range |", "|---|---|---|---|"
    lines = [f"{head} computed |", f"{rule}---|"] if any(computed) else [head, rule]
    for position, feature in enumerate(features):
        if feature.is_text:
            values = "texts " + ", ".join(f"`{text}` = {index}" for index, text in enumerate(feature.categories))
        elif math.isnan(feature.minimum):
            values = "not known"
        else:
            values = f"{feature.minimum:g} to {feature.maximum:g}"
        line = f"| {position} | `{feature.name}` | {feature.unit or '–'} | {values} |"
        lines.append(f"{line} {computed[position] or '–'} |" if any(computed) else line)
    return "\n".join(lines)


def _computed(feature):
    """How a feature is computed, "" for the signal's own last value."""
    described = feature.to_json()
    known = ("name", "unit", "categories", "min", "max")
    return ", ".join(f"{key} {value}" for key, value in described.items() if key not in known)


def split_sections(text):
    """Turns Markdown with `## heading` lines into a list of (heading, text)."""
    sections = []
    for line in text.splitlines():
        if line.startswith("## "):
            sections.append((line[3:].strip(), []))
        elif sections:
            sections[-1][1].append(line)
    return [(heading, "\n".join(lines)) for heading, lines in sections]
