package io.millwright.operation.view;

import io.millwright.operation.resource.Refusal;
import io.millwright.operation.view.Services.Offered;
import io.millwright.tag.BrowseException;
import io.millwright.tag.TagBrowser;
import java.util.List;

/** Looks at the servers of connections: which connection is meant, and why one gave nothing. */
public final class Looks {
    private Looks() {}

    /**
     * Returns the connection that is meant.
     *
     * @param connection its pid; "" for the only one
     */
    public static Offered<TagBrowser> of(List<Offered<TagBrowser>> all, String connection) throws Refusal {
        if (connection.isEmpty() && all.size() == 1) {
            return all.get(0);
        }
        return all.stream()
                .filter(each -> pid(each).equals(connection))
                .findFirst()
                .orElseThrow(() -> Refusal.field(
                        "connection",
                        connection.isEmpty()
                                ? "connection is not given"
                                : "there is no connection '" + connection + "'",
                        all.isEmpty()
                                ? "create a connection first"
                                : "give one of "
                                        + String.join(
                                                ", ",
                                                all.stream().map(Looks::pid).toList())));
    }

    /** Returns the pid of a connection. */
    public static String pid(Offered<TagBrowser> look) {
        return look.text(TagBrowser.CONNECTION);
    }

    /** Returns why a look gave nothing, as every road says it. */
    public static Refusal refusal(BrowseException e) {
        Refusal.Kind kind =
                switch (e.reason()) {
                    case BAD_REQUEST -> Refusal.Kind.BAD_REQUEST;
                    case UNKNOWN_NODE -> Refusal.Kind.NOT_FOUND;
                    case BUSY -> Refusal.Kind.TOO_MANY;
                    case CHANGED, NOT_ALLOWED -> Refusal.Kind.CONFLICT;
                    default -> Refusal.Kind.UNAVAILABLE;
                };
        return Refusal.of(kind, e.getMessage(), e.remedy());
    }
}
