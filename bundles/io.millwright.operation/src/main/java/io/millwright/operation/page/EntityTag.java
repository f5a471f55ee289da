package io.millwright.operation.page;

import io.millwright.operation.resource.Sha256;

/** What stands for a content in {@code ETag}. */
final class EntityTag {
    private static final int DIGITS = 32;

    private EntityTag() {}

    static String of(byte[] content) {
        return '"' + Sha256.of(content).substring(0, DIGITS) + '"';
    }
}
