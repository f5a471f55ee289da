package io.millwright.opcua.acquire;

import io.millwright.opcua.table.TagRow;
import java.util.List;

/** What a server made of the intervals and queues that it was asked for, where values are missing because of it. */
final class RevisedIntervals {
    /** So much longer an interval is another one: half of the values are missing. */
    private static final double FACTOR = 2;

    private RevisedIntervals() {}

    /** Returns sentences for people, "" where the server does about what it was asked for. */
    static String text(long askedPublishing, long revisedPublishing, List<RowItem> items, List<TagRow> rows) {
        StringBuilder text = new StringBuilder();
        if (revisedPublishing >= FACTOR * askedPublishing) {
            text.append("The server publishes every ")
                    .append(revisedPublishing)
                    .append(" ms, not every ")
                    .append(askedPublishing)
                    .append(" ms as asked.");
        }
        append(text, slowest(items), items, rows);
        shortQueue(text, revisedPublishing, items, rows);
        return text.toString();
    }

    private static RowItem slowest(List<RowItem> items) {
        RowItem slowest = null;
        for (RowItem item : items) {
            if (factor(item) >= FACTOR && (slowest == null || factor(item) > factor(slowest))) {
                slowest = item;
            }
        }
        return slowest;
    }

    private static double factor(RowItem item) {
        double asked = item.getSamplingInterval();
        return asked <= 0 ? 0 : item.getRevisedSamplingInterval().orElse(asked) / asked;
    }

    private static void append(StringBuilder text, RowItem slowest, List<RowItem> items, List<TagRow> rows) {
        if (slowest == null) {
            return;
        }
        double factor = factor(slowest);
        long slow = items.stream().filter(item -> factor(item) >= FACTOR).count();
        text.append(text.isEmpty() ? "" : " ")
                .append("It samples ")
                .append(slow == 1 ? "1 tag" : slow + " tags")
                .append(" more slowly than asked, ")
                .append(rows.get(slowest.row()).name())
                .append(" every ")
                .append(Math.round(factor * slowest.getSamplingInterval()))
                .append(" ms, not every ")
                .append(Math.round(slowest.getSamplingInterval()))
                .append(" ms: up to ")
                .append(Math.round(100 - 100 / factor))
                .append(" % of the values are missing.");
    }

    /** A queue that is shorter than asked matters where more values come between two notifications. */
    private static void shortQueue(StringBuilder text, long publishing, List<RowItem> items, List<TagRow> rows) {
        for (RowItem item : items) {
            long asked = item.getQueueSize().longValue();
            long revised =
                    item.getRevisedQueueSize().map(size -> size.longValue()).orElse(asked);
            double sampling = item.getRevisedSamplingInterval().orElse(item.getSamplingInterval());
            if (revised < asked && sampling > 0 && publishing / sampling > revised) {
                text.append(text.isEmpty() ? "" : " ")
                        .append("It keeps fewer values than asked between two notifications, of ")
                        .append(rows.get(item.row()).name())
                        .append(' ')
                        .append(revised)
                        .append(", not ")
                        .append(asked)
                        .append('.');
                return;
            }
        }
    }
}
