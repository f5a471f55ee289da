package io.millwright.operation.ledger;

import com.eclipsesource.json.JsonObject;
import io.millwright.operation.ledger.Row.Cause;
import io.millwright.operation.view.Units;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Rows as they are read from outside. */
final class LedgerText {
    private LedgerText() {}

    private static String time(long micros) {
        return Instant.ofEpochMilli(TimeUnit.MICROSECONDS.toMillis(micros)).toString();
    }

    static JsonObject of(Row row) {
        JsonObject document = new JsonObject()
                .add("kind", row.kind())
                .add("pid", row.pid())
                .add("stage", row.stage())
                .add("unit", row.unit())
                .add("cause", row.cause().name())
                .add("count", row.count())
                .add("atMost", row.atMost())
                .add("why", row.why())
                .add("sinceMicros", row.sinceMicros())
                .add("fromMicros", row.fromMicros())
                .add("toMicros", row.toMicros())
                .add("text", text(row));
        if (row.run() > 0) {
            document.add("run", row.run());
        }
        return row.last() > 0 ? document.add("first", row.first()).add("last", row.last()) : document;
    }

    /** Returns one sentence for people. */
    private static String text(Row row) {
        String most = row.atMost() ? "at most " : "";
        String between = row.atMost() && row.cause() != Cause.NUMBERS
                ? " between " + time(row.fromMicros()) + " and " + time(row.toMicros())
                : "";
        return row.kind() + " " + row.pid() + ", " + row.stage() + ": " + most + row.count() + " "
                + Units.of(row.count(), row.unit())
                + between + ", because " + row.why();
    }
}
