package io.millwright.desk.proof;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The rows of a gateway's ledger that tell of decisions. */
public final class LedgerRows {
    /**
     * One row.
     *
     * @param pipeline where
     * @param cause {@code COUNTED}, {@code EARLIER}, {@code KILL}, {@code STOP} or {@code NUMBERS}
     * @param first of numbers that no decision has, otherwise 0, like the last
     */
    record Row(String pipeline, String cause, long count, long run, long first, long last) {
        boolean isOfNumbers() {
            return cause.equals("NUMBERS");
        }

        boolean isOfAnEnd() {
            return cause.equals("KILL") || cause.equals("STOP");
        }
    }

    private final List<Row> rows;

    private LedgerRows(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    /** Returns a ledger that explains nothing. */
    public static LedgerRows none() {
        return new LedgerRows(List.of());
    }

    /**
     * Reads a ledger document, as the gateway's resource {@code ledger} has it.
     *
     * @throws IOException it is none
     */
    public static LedgerRows parse(String json) throws IOException {
        try {
            JsonObject document = Json.parse(json).asObject();
            List<Row> rows = new ArrayList<>();
            for (JsonValue value : document.get("items").asArray()) {
                JsonObject row = value.asObject();
                boolean numbers = row.getString("cause", "").equals("NUMBERS");
                boolean decisions = row.getString("kind", "").equals("pipeline")
                        && row.getString("unit", "").equals("decisions");
                if (numbers || decisions) {
                    rows.add(new Row(
                            row.get("pid").asString(),
                            row.get("cause").asString(),
                            row.get("count").asLong(),
                            row.getLong("run", 0),
                            row.getLong("first", 0),
                            row.getLong("last", 0)));
                }
            }
            return new LedgerRows(rows);
        } catch (ParseException | UnsupportedOperationException | NullPointerException | NumberFormatException e) {
            throw new IOException("Not a ledger document: " + e.getMessage(), e);
        }
    }

    List<Row> of(String pipeline) {
        return rows.stream().filter(row -> row.pipeline().equals(pipeline)).toList();
    }
}
