package io.millwright.tag;

import java.util.List;

/**
 * Some nodes of a server. Immutable.
 *
 * @param nodes in the server's order
 * @param continuation asks for the next page; "" for none
 * @param total how many there are in all pages, as far as they were listed
 * @param complete false where there are more than were listed: the server has too many, or the time was too short
 * @param note what is to be said about that, with a remedy; else ""
 */
public record BrowsePage(List<TagNode> nodes, String continuation, int total, boolean complete, String note) {
    /** Takes a copy. */
    public BrowsePage {
        nodes = List.copyOf(nodes);
    }
}
