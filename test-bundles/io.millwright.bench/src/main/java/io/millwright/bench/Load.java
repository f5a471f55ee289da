package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.util.Locale;

/**
 * The load of the line: pipelines × tags doubles that all change at once. What cannot be had as it is asked for is refused:
 * another load under the same name would be a wrong figure.
 *
 * @param pipelines how many
 * @param tags of each, features of its model
 * @param rate changes of every tag per second; the row period is its inverse
 */
record Load(int pipelines, int tags, double rate) {
    private static final int PUBLISHING_MILLIS = 100;

    /** Least row period of a pipeline's form. */
    private static final int LEAST_PERIOD_MILLIS = 10;

    /** Lines of a tag table. */
    private static final int MOST_TAGS = 100_000;

    private static final int[] WHOLE_RATES = {1, 2, 4, 5, 8, 10, 20, 25, 40, 50, 100};

    /** @throws RefusedOption that names option, value and remedy where the line cannot express the load */
    Load {
        if (!(rate >= 0.001 && rate <= 1000.0 / LEAST_PERIOD_MILLIS)) {
            throw new RefusedOption("--rate " + rate + ": a row is " + LEAST_PERIOD_MILLIS
                    + " ms long or more; write a number of changes per second from 0.001 to "
                    + 1000 / LEAST_PERIOD_MILLIS + ".");
        }
        if ((long) pipelines * tags > MOST_TAGS) {
            throw new RefusedOption("--pipelines " + pipelines + " with --tags " + tags + ": that is "
                    + (long) pipelines * tags + " tags, a tag table holds " + MOST_TAGS + "; write fewer.");
        }
        if (!whole(1000 / rate)) {
            throw new RefusedOption(String.format(
                    Locale.ROOT,
                    "--rate %s: that is a change every %.4f ms, but a row's period and a sampling interval are whole"
                            + " milliseconds, so this would be another load. Write %s.",
                    rate,
                    1000 / rate,
                    remedy(pipelines, tags, rate)));
        }
    }

    private static boolean whole(double number) {
        return Math.abs(number - Math.rint(number)) < 1e-6;
    }

    /** The nearest rates below and above with whole periods, each with the tags that make as many changes of it. */
    private static String remedy(int pipelines, int tags, double rate) {
        StringBuilder text = new StringBuilder();
        double changes = pipelines * tags * rate;
        for (int i = 0; i < WHOLE_RATES.length; i++) {
            boolean below = WHOLE_RATES[i] < rate && (i + 1 == WHOLE_RATES.length || WHOLE_RATES[i + 1] > rate);
            boolean above = WHOLE_RATES[i] > rate && (i == 0 || WHOLE_RATES[i - 1] < rate);
            if (below || above) {
                double each = changes / WHOLE_RATES[i] / pipelines;
                text.append(text.isEmpty() ? "" : " or ").append("--rate ").append(WHOLE_RATES[i]);
                if (whole(each) && each >= 1) {
                    text.append(" --tags ").append(Math.round(each)).append(", which is as many changes");
                }
            }
        }
        return text.toString();
    }

    /** Checks that a measured time holds a whole number of rows. */
    void measuredFor(int seconds) {
        if (seconds * 1000L % periodMillis() != 0) {
            long rows = Math.max(1, seconds * 1000L / periodMillis());
            while (rows * periodMillis() % 1000 != 0) {
                rows++;
            }
            throw new RefusedOption("--seconds " + seconds + ": that is no whole number of rows of " + periodMillis()
                    + " ms; write " + rows * periodMillis() / 1000 + ".");
        }
    }

    /** Time between two changes of a tag, and between two rows, ms. */
    int periodMillis() {
        return (int) Math.round(1000 / rate);
    }

    int publishingMillis() {
        return PUBLISHING_MILLIS;
    }

    /** Values that the server keeps per item: those of a second, and of two publishing intervals at least. */
    int queue() {
        return Math.max(1000, 2 * PUBLISHING_MILLIS) / periodMillis() + 2;
    }

    /** Decisions due in so many seconds. */
    int decisions(int seconds) {
        return (int) (pipelines * (seconds * 1000L / periodMillis()));
    }

    /** Changes in so many seconds. */
    long changes(int seconds) {
        return (long) decisions(seconds) * tags;
    }

    static String tag(int pipeline, int tag) {
        return "P" + pipeline + ".t" + tag;
    }

    /** Lines of the tag table: sampled as often as the values change, so that every change is delivered. */
    String table() {
        StringBuilder table = new StringBuilder("name,nodeId,samplingMs,queue\n");
        for (int p = 0; p < pipelines; p++) {
            for (int t = 0; t < tags; t++) {
                row(table, tag(p, t));
            }
        }
        return table.toString();
    }

    /** A table of one line per tag of a machine, {asset} in place of the machine's name. */
    String tableOfOne() {
        StringBuilder table = new StringBuilder("name,nodeId,samplingMs,queue\n");
        for (int t = 0; t < tags; t++) {
            row(table, "{asset}.t" + t);
        }
        return table.toString();
    }

    private void row(StringBuilder table, String tag) {
        table.append(tag)
                .append(",nsu=urn:millwright:simulator;s=")
                .append(tag)
                .append(',')
                .append(periodMillis())
                .append(',')
                .append(queue())
                .append('\n');
    }

    /** The form of one pipeline. */
    JsonObject pipeline(int p, int delayMillis) {
        return form("P" + p, delayMillis).add("asset.name", "P" + p);
    }

    /** The form of one pipeline for all. */
    JsonObject all(int delayMillis) {
        return form("{asset}", delayMillis).add("assets", assets());
    }

    String assets() {
        return "P[0.." + (pipelines - 1) + "]";
    }

    private JsonObject form(String machine, int delayMillis) {
        StringBuilder mapping = new StringBuilder();
        for (int t = 0; t < tags; t++) {
            mapping.append('f')
                    .append(t)
                    .append('=')
                    .append(machine)
                    .append(".t")
                    .append(t)
                    .append('\n');
        }
        return Json.object()
                .add("Model.target", LoadModel.NAME)
                .add("mapping", mapping.toString())
                .add("window.periodMs", periodMillis())
                .add("publish.maxDelayMs", delayMillis);
    }
}
