package io.millwright.inference;

import java.util.List;

/** Reads what tags that fit a feature may look like. */
final class TagHints {
    private static final int MOST = 32;
    private static final int CHARACTERS = 200;

    private TagHints() {}

    static List<String> read(JsonKey key) throws ModelRefused {
        if (key == null) {
            return List.of();
        }
        for (JsonKey hint : key.list(MOST)) {
            String text =
                    hint.text("[^\\p{Cntrl}]{1," + CHARACTERS + "}", "1 to " + CHARACTERS + " printable characters");
            if (text.matches("[*? ]*")) {
                throw hint.wrong("matches every tag", "write a part of a tag's name, NodeId or description");
            }
        }
        return key.texts(MOST);
    }
}
