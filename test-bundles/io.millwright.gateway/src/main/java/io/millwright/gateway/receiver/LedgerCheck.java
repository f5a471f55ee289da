package io.millwright.gateway.receiver;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.ParseException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code (tcp://host:port SECONDS | FILE) [--topic FILTER] [--ledger FILE]}: looks for gaps, duplicates and decisions out of order in what comes
 * from a broker for so long, or in what {@code DecisionReceiver --json} has written, and holds the gaps against a ledger document. Prints
 * one JSON object; ends with 1 where something is missing that the ledger does not explain, and with 2 where it could not look.
 */
public final class LedgerCheck {
    private LedgerCheck() {}

    /** Runs it. */
    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) throws InterruptedException {
        String from = null;
        long seconds = 0;
        String filter = "#";
        String ledger = null;
        try {
            for (int i = 0; i < arguments.length; i++) {
                switch (arguments[i]) {
                    case "--topic" -> filter = arguments[++i];
                    case "--ledger" -> ledger = arguments[++i];
                    default -> {
                        if (from == null) {
                            from = arguments[i];
                        } else {
                            seconds = Long.parseLong(arguments[i]);
                        }
                    }
                }
            }
        } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
            from = null;
        }
        if (from == null || from.startsWith("tcp://") == (seconds <= 0)) {
            System.err.println("LedgerCheck (tcp://host:port SECONDS | FILE) [--topic FILTER] [--ledger FILE]");
            return 2;
        }
        try {
            Reconciliation stream = seconds > 0 ? live(from, filter, seconds) : recorded(Path.of(from));
            // Read last: what was lost meanwhile is in it.
            LedgerRows rows = ledger == null
                    ? LedgerRows.none()
                    : LedgerRows.parse(Files.readString(Path.of(ledger), StandardCharsets.UTF_8));
            JsonObject told = told(stream.with(rows));
            System.out.println(told);
            return told.getLong("unexplained", 0) > 0 ? 1 : 0;
        } catch (IOException e) {
            System.err.println(e.getMessage());
            return 2;
        }
    }

    /** Returns all results as one object, with their sums. */
    public static JsonObject told(List<Reconciliation.Result> results) {
        JsonArray pipelines = new JsonArray();
        results.forEach(result -> pipelines.add(result.json()));
        return Json.object()
                .add(
                        "came",
                        results.stream().mapToLong(Reconciliation.Result::came).sum())
                .add(
                        "missing",
                        results.stream()
                                .mapToLong(Reconciliation.Result::missing)
                                .sum())
                .add(
                        "unassigned",
                        results.stream()
                                .mapToLong(Reconciliation.Result::unassigned)
                                .sum())
                .add(
                        "explained",
                        results.stream()
                                .mapToLong(Reconciliation.Result::explained)
                                .sum())
                .add(
                        "unexplained",
                        results.stream()
                                .mapToLong(Reconciliation.Result::unexplained)
                                .sum())
                .add(
                        "duplicates",
                        results.stream()
                                .mapToLong(Reconciliation.Result::duplicates)
                                .sum())
                .add(
                        "reordered",
                        results.stream()
                                .mapToLong(Reconciliation.Result::reordered)
                                .sum())
                .add("pipelines", pipelines);
    }

    private static Reconciliation live(String url, String filter, long seconds)
            throws IOException, InterruptedException {
        Reconciliation stream = new Reconciliation();
        DecisionReceiver receiver = DecisionReceiver.connect(url, filter, message -> {
            synchronized (stream) {
                message.decisions().forEach(stream::came);
            }
        });
        try {
            Thread.sleep(seconds * 1_000);
        } finally {
            receiver.close();
        }
        return stream;
    }

    private static Reconciliation recorded(Path file) throws IOException {
        Reconciliation stream = new Reconciliation();
        int number = 0;
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                JsonObject one = Json.parse(line).asObject();
                if (one.getString("kind", "").equals("decision")) {
                    stream.came(
                            one.get("pipeline").asString(),
                            one.get("asset").asString(),
                            one.getLong("run", 0),
                            one.get("sequence").asLong());
                }
            }
        } catch (ParseException | UnsupportedOperationException | NullPointerException e) {
            throw new IOException(file + ", line " + number + ": not what DecisionReceiver --json writes", e);
        }
        return stream;
    }
}
