package io.millwright.bench.machine;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.model.ModelException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/**
 * Whether a machine that stays well raises as few alarms as was chosen: six signals that follow each other and remember, made anew, learned
 * from a tenth of the interval and watched for ten intervals.
 */
final class HealthyTime {
    private static final int SIGNALS = 6;
    private static final int MACHINES = 3;
    private static final int LEARNED = 8_640;
    private static final int INTERVAL = 86_400;
    private static final int WATCHED = 10 * INTERVAL;
    private static final int LENGTH = 30;

    JsonObject run() throws IOException, InterruptedException, ModelException {
        Path work = Files.createTempDirectory("millwright-healthy");
        int alarms = 0;
        for (int machine = 0; machine < MACHINES; machine++) {
            Signals signals = new Signals(machine);
            Path recording = work.resolve("healthy.csv");
            try (Writer out = Files.newBufferedWriter(recording)) {
                out.write("time,a,b,c,d,e,f\n");
                for (int row = 0; row < LEARNED; row++) {
                    out.write(Integer.toString(row));
                    for (float value : signals.next()) {
                        out.write(String.format(Locale.ROOT, ",%.5f", value));
                    }
                    out.write('\n');
                }
            }
            Path model = work.resolve("m" + machine);
            Programs.desk("model", "learn-normal", recording, "--out", model, "--interval-days", INTERVAL / 86_400.0);
            alarms += watched(signals, model);
        }
        return Json.object()
                .add("machines", MACHINES)
                .add("learned_rows", LEARNED)
                .add("interval_rows", INTERVAL)
                .add("watched_rows", MACHINES * WATCHED)
                .add("alarms_chosen", MACHINES * WATCHED / INTERVAL)
                .add("alarms", alarms);
    }

    private static int watched(Signals signals, Path model) throws IOException, ModelException {
        float[] window = new float[LENGTH * SIGNALS];
        int alarms = 0;
        int last = -LENGTH - 1;
        try (ModelRows runner = new ModelRows(model)) {
            for (int row = 0; row < WATCHED; row++) {
                System.arraycopy(window, SIGNALS, window, 0, window.length - SIGNALS);
                System.arraycopy(signals.next(), 0, window, window.length - SIGNALS, SIGNALS);
                if (row >= LENGTH && runner.run(window, 0)[0] >= 1) {
                    // Alarms that share rows are one.
                    alarms += row - last > LENGTH ? 1 : 0;
                    last = row;
                }
            }
        }
        return alarms;
    }

    /** Two causes that remember for a minute, seen through six sensors with noise of their own. */
    private static final class Signals {
        private final Random random;
        private final double[][] gains = new double[SIGNALS][2];
        private final double[] causes = new double[2];
        private final float[] values = new float[SIGNALS];

        Signals(int machine) {
            random = new Random(7 + machine);
            for (double[] gain : gains) {
                gain[0] = random.nextGaussian();
                gain[1] = random.nextGaussian();
            }
        }

        float[] next() {
            for (int i = 0; i < causes.length; i++) {
                causes[i] = 0.98 * causes[i] + 0.2 * random.nextGaussian();
            }
            for (int i = 0; i < SIGNALS; i++) {
                values[i] = (float) (50 + gains[i][0] * causes[0] + gains[i][1] * causes[1] + random.nextGaussian());
            }
            return values;
        }
    }
}
