package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.gateway.receiver.Requester;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code requests}: everything that can be asked for, asked for over the broker again and again while the line works, and what the line
 * does without and with that. A time is from the request's publication to its reply, both at the broker's other side.
 */
final class RequestsBenchmark {
    private static final long JOIN_MILLIS = 60_000;
    private static final double MILLIS = 1e6;

    private final Load load;
    private final int seconds;
    private final int warmUpSeconds;
    private final int perSecond;
    private final int rounds;
    private final List<Double> millis = new ArrayList<>();
    private final Map<String, Double> slowest = new TreeMap<>();
    private final Map<Integer, Integer> codes = new TreeMap<>();
    private volatile boolean asking;
    private volatile IOException failure;

    RequestsBenchmark(Options options) {
        load = new Load(
                options.integer("--pipelines", 50, 1, 100_000),
                options.integer("--tags", 125, 1, 10_000),
                options.decimal("--rate", 2));
        seconds = options.integer("--seconds", 30, 1, 86_400);
        load.measuredFor(seconds);
        warmUpSeconds = options.integer("--warm-up", 60, 0, 86_400);
        perSecond = options.integer("--per-second", 5, 1, 20);
        rounds = options.integer("--rounds", 3, 1, 100);
        options.end();
    }

    /** One thing to be asked for. */
    private record Question(String path, Map<String, ?> parameters) {}

    JsonObject run() throws Exception {
        Path folder = Files.createTempDirectory("millwright-bench-requests");
        System.out.printf(
                Locale.ROOT,
                "starting %d pipelines of %d tags, %d changes/s; logs in %s%n",
                load.pipelines(),
                load.tags(),
                load.changes(1),
                folder);
        JsonObject result = Json.object().add("benchmark", "requests");
        try (Line line = new Line(folder, LineBenchmark.setup(load, 100));
                Requester requester = Requester.connect(line.brokerUrl(), "bench", "gateway", "MILLWRIGHT-V1")) {
            List<Question> questions = questions(requester);
            // Warmed up with requests as well: code that runs for the first time costs the line more than what it does.
            asking(requester, questions, () -> {
                LineBenchmark.pass("warming up", warmUpSeconds, null);
                return null;
            });
            forget();
            JsonArray without = new JsonArray();
            JsonArray with = new JsonArray();
            for (int round = 1; round <= rounds; round++) {
                String what = "round " + round + " of " + rounds;
                without.add(measured(line, what + ", without requests"));
                with.add(asking(requester, questions, () -> measured(line, what + ", with requests")));
            }
            tell(result, questions.size());
            compare(result, without, with);
            return result.add("line_without", without)
                    .add("line_with", with)
                    .add("cores", Runtime.getRuntime().availableProcessors());
        }
    }

    /** Each round's pair, because what else the machine does changes from round to round. */
    private static void compare(JsonObject result, JsonArray without, JsonArray with) {
        for (String figure : List.of("p50_ms", "p99_ms", "cpu_percent")) {
            double[] before = figures(without, figure);
            double[] beside = figures(with, figure);
            Medians.add(result, "line_" + figure + "_without", before);
            Medians.add(result, "line_" + figure + "_with", beside);
            Medians.addRatio(result, "line_" + figure + "_ratio", beside, before);
        }
    }

    private static double[] figures(JsonArray rounds, String name) {
        return rounds.values().stream()
                .mapToDouble(round -> round.asObject().getDouble(name, Double.NaN))
                .toArray();
    }

    private JsonObject asking(Requester requester, List<Question> questions, Callable<JsonObject> meanwhile)
            throws Exception {
        Thread client = new Thread(() -> ask(requester, questions), "requests");
        asking = true;
        client.start();
        JsonObject result;
        try {
            result = meanwhile.call();
        } finally {
            asking = false;
            client.join(JOIN_MILLIS);
        }
        if (failure != null) {
            throw failure;
        }
        return result;
    }

    private JsonObject measured(Line line, String what) throws IOException {
        JsonObject into = Json.object();
        LineBenchmark.measure(line, load, seconds, "", what, into);
        return into;
    }

    private static List<Question> questions(Requester requester) throws IOException {
        List<Question> questions = new ArrayList<>();
        questions.add(new Question("", Map.of()));
        for (JsonValue each : items(requester, new Question("", Map.of()), "resources")) {
            String name = each.asObject().getString("name", "");
            switch (name) {
                case "tags" -> questions.add(new Question(name, Map.of("connection", "plc")));
                case "decision" -> questions.add(new Question(name + decision(requester), Map.of()));
                default -> questions.add(new Question(name, Map.of()));
            }
        }
        // What needs a picture has none here; what asks the PLC takes the PLC's time.
        questions.removeIf(question -> List.of("picture", "browse", "trust").contains(question.path()));
        return questions;
    }

    private static String decision(Requester requester) throws IOException {
        JsonObject newest = items(requester, new Question("decisions", Map.of("size", 1)), "items")
                .get(0)
                .asObject();
        return "/" + newest.getString("pipeline", "") + "/" + newest.getString("asset", "") + "/" + newest.get("run")
                + "/" + newest.get("sequence");
    }

    private static JsonArray items(Requester requester, Question question, String member) throws IOException {
        Requester.Reply reply = requester.get(question.path(), question.parameters());
        if (reply.code() != 200) {
            throw new IOException(question + ": " + reply);
        }
        return Json.parse(reply.body()).asObject().get(member).asArray();
    }

    private void ask(Requester requester, List<Question> questions) {
        long due = System.nanoTime();
        try {
            for (int i = 0; asking; i++) {
                Question question = questions.get(i % questions.size());
                if (question.path().startsWith("decision/")) {
                    // The one from the beginning is soon not kept any more.
                    question = new Question("decision" + decision(requester), Map.of());
                }
                long begin = System.nanoTime();
                Requester.Reply reply = requester.get(question.path(), question.parameters());
                note(question.path(), reply.code(), (System.nanoTime() - begin) / MILLIS);
                due = Math.max(due + TimeUnit.SECONDS.toNanos(1) / perSecond, System.nanoTime());
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    private synchronized void note(String path, int code, double took) {
        millis.add(took);
        slowest.merge(path.isEmpty() ? "(list)" : path.split("/")[0], took, Math::max);
        codes.merge(code, 1, Integer::sum);
    }

    private synchronized void forget() {
        millis.clear();
        slowest.clear();
        codes.clear();
    }

    private synchronized void tell(JsonObject result, int resources) {
        double[] sorted =
                millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        result.add("p99_ms", percentile(sorted, 0.99))
                .add("p50_ms", percentile(sorted, 0.5))
                .add("requests", sorted.length)
                .add("asked_for", resources);
        JsonObject byCode = Json.object();
        codes.forEach((code, count) -> byCode.add(code.toString(), count));
        JsonObject worst = Json.object();
        slowest.forEach((name, took) -> worst.add(name, LineBenchmark.round(took)));
        result.add("codes", byCode).add("slowest_ms", worst);
    }

    private static double percentile(double[] sorted, double share) {
        double[] at = Arrays.copyOf(sorted, Math.max(1, sorted.length));
        return LineBenchmark.round(at[Math.min(at.length - 1, (int) Math.ceil(share * sorted.length))]);
    }
}
