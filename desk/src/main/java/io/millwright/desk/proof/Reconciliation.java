package io.millwright.desk.proof;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.desk.proof.LedgerRows.Row;
import io.millwright.desk.proof.Sequences.Range;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * Holds what came from the broker against what a gateway's ledger says. A number that did not come is explained where the ledger says
 * that no decision has it; where so many decisions may have been lost with the process of its run; or where so many were counted as lost.
 * Whatever is left is unexplained. What comes twice, or late, is counted and no loss. Not thread-safe.
 */
public final class Reconciliation {
    /** What came of one pipeline. */
    private static final class Stream {
        private final Map<String, Sequences> ofAsset = new LinkedHashMap<>();
    }

    private final Map<String, Stream> pipelines = new LinkedHashMap<>();

    /** A decision of that number came. */
    public void came(String pipeline, String asset, long run, long sequence) {
        pipelines
                .computeIfAbsent(pipeline, any -> new Stream())
                .ofAsset
                .computeIfAbsent(asset, any -> new Sequences())
                .came(run, sequence);
    }

    /**
     * What became of one pipeline's decisions.
     *
     * @param came different ones
     * @param missing numbers between the first and the last that did not come
     * @param unassigned of these, numbers that no decision has
     * @param explained of the others, those that the ledger tells as lost
     * @param unexplained the rest
     * @param spans where numbers are missing that decisions may have had, ten at most
     */
    public record Result(
            String pipeline,
            long came,
            long duplicates,
            long reordered,
            long missing,
            long unassigned,
            long explained,
            long unexplained,
            List<String> spans) {
        JsonObject json() {
            JsonArray where = new JsonArray();
            spans.forEach(where::add);
            return Json.object()
                    .add("pipeline", pipeline)
                    .add("came", came)
                    .add("duplicates", duplicates)
                    .add("reordered", reordered)
                    .add("missing", missing)
                    .add("unassigned", unassigned)
                    .add("explained", explained)
                    .add("unexplained", unexplained)
                    .add("spans", where);
        }
    }

    /** Returns all results as one object, with their sums. */
    public static JsonObject told(List<Result> results) {
        JsonArray pipelines = new JsonArray();
        results.forEach(result -> pipelines.add(result.json()));
        return Json.object()
                .add("came", sum(results, Result::came))
                .add("missing", sum(results, Result::missing))
                .add("unassigned", sum(results, Result::unassigned))
                .add("explained", sum(results, Result::explained))
                .add("unexplained", sum(results, Result::unexplained))
                .add("duplicates", sum(results, Result::duplicates))
                .add("reordered", sum(results, Result::reordered))
                .add("pipelines", pipelines);
    }

    private static long sum(List<Result> results, ToLongFunction<Result> count) {
        return results.stream().mapToLong(count).sum();
    }

    private static final int MOST_SPANS = 10;

    /** Returns what became of the decisions of each pipeline, by its pid. */
    public List<Result> with(LedgerRows ledger) {
        Set<String> pids = new TreeSet<>(pipelines.keySet());
        return pids.stream()
                .map(pid -> reconcile(pid, pipelines.get(pid), ledger.of(pid)))
                .toList();
    }

    private static Result reconcile(String pid, Stream stream, List<Row> rows) {
        List<Row> numbers = rows.stream()
                .filter(Row::isOfNumbers)
                .sorted(Comparator.comparingLong(Row::first))
                .toList();
        long came = 0;
        long duplicates = 0;
        long reordered = 0;
        long missing = 0;
        long unassigned = 0;
        Map<Long, Long> ofRun = new HashMap<>();
        List<String> spans = new ArrayList<>();
        boolean many = stream.ofAsset.size() > 1;
        for (Map.Entry<String, Sequences> asset : stream.ofAsset.entrySet()) {
            Sequences sequences = asset.getValue();
            came += sequences.count();
            duplicates += sequences.duplicates();
            reordered += sequences.reordered();
            for (Range gap : sequences.gaps()) {
                missing += gap.count();
                // All assets go on with the number after the greatest of any: of one of several the rest was never
                // given.
                List<Open> open = many && sequences.isBetweenRuns(gap) ? List.of() : open(gap, numbers);
                long given = 0;
                for (Open one : open) {
                    given += one.range().count();
                    ofRun.merge(one.run(), one.range().count(), Long::sum);
                    if (spans.size() < MOST_SPANS) {
                        spans.add(asset.getKey() + " " + one.range().first() + " to "
                                + one.range().last());
                    }
                }
                unassigned += gap.count() - given;
            }
        }
        long given = missing - unassigned;
        long unexplained = left(ofRun, numbers, rows);
        return new Result(
                pid, came, duplicates, reordered, missing, unassigned, given - unexplained, unexplained, spans);
    }

    /** Missing numbers that decisions may have had, and the run that they belong to where it ended without a word, 0 for any other. */
    private record Open(Range range, long run) {}

    /** Returns what is left of a gap between the numbers that no decision has. */
    private static List<Open> open(Range gap, List<Row> numbers) {
        List<Open> open = new ArrayList<>();
        long from = gap.first();
        for (Row row : numbers) {
            if (from <= row.last()) {
                add(open, from, Math.min(gap.last(), row.first() - 1), row.run());
                from = Math.max(from, row.last() + 1);
            }
        }
        add(open, from, gap.last(), 0);
        return open;
    }

    private static void add(List<Open> open, long first, long last, long run) {
        if (first <= last) {
            open.add(new Open(new Range(first, last), run));
        }
    }

    /** Returns how many missing ones nothing explains. */
    private static long left(Map<Long, Long> missingOfRun, List<Row> numbers, List<Row> rows) {
        long counted = 0;
        Map<Long, Long> ends = new HashMap<>();
        for (Row row : rows) {
            boolean known = numbers.stream().anyMatch(other -> other.run() == row.run());
            if (row.isOfAnEnd() && known) {
                ends.merge(row.run(), row.count(), Long::sum);
            } else if (!row.isOfNumbers()) {
                counted += row.count();
            }
        }
        long left = 0;
        for (Map.Entry<Long, Long> missing : missingOfRun.entrySet()) {
            left += Math.max(0, missing.getValue() - ends.getOrDefault(missing.getKey(), 0L));
        }
        return Math.max(0, left - counted);
    }
}
