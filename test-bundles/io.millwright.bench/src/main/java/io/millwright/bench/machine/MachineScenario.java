package io.millwright.bench.machine;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the scenario of machine health reaches: the training scripts evaluate their recipes on what they leave out, the gateway's own
 * runner evaluates the files that ship or are learned. Parts whose data or programs are not there are named in {@code skipped}.
 */
public final class MachineScenario {
    private static final Path FAILURE = Path.of("models", "machine-failure");
    private static final Path LIFE = Path.of("models", "remaining-life");
    private static final String SCRIPT = "train/train.py";

    private final Path data;
    private final String python;
    private final int orders;
    private final int learned;
    private final List<String> learning;
    private final JsonObject result = Json.object().add("bench", "scenario-machine");
    private final JsonArray skipped = new JsonArray();

    /**
     * Prepares a run in the root of the repository.
     *
     * @param data folder with ai4i2020/, cmapss_fd001/ and pump_valve/; what else lies there under the published names is used too
     * @param python the Python that has the packages of the training scripts
     * @param orders in how many random orders the engines are left out, a quarter at a time
     * @param learned lines of each pump recording that are learned from
     * @param intervalDays one false alarm in so many days
     */
    public MachineScenario(Path data, String python, int orders, int learned, int intervalDays) {
        this.data = data;
        this.python = python;
        this.orders = orders;
        this.learned = learned;
        learning = List.of("--interval-days", Integer.toString(intervalDays));
    }

    /** A part of the scenario. */
    private interface Part {
        JsonObject run() throws Exception;
    }

    /** Runs all parts and returns one JSON object. */
    public String run() throws Exception {
        Path rows = data.resolve("ai4i2020/ai4i2020_development.csv");
        Path unseen = data.resolve("ai4i2020/ai4i2020_unseen.csv");
        Path runs = data.resolve("cmapss_fd001/train_FD001.txt");
        Path test = data.resolve("cmapss_fd001/test_FD001.txt");
        Path lives = data.resolve("cmapss_fd001/RUL_FD001.txt");
        boolean scripts = Programs.hasPython(python);
        part("machine_failure_folds", scripts, rows, () -> script(FAILURE, rows));
        part("machine_failure_shipped_on_seen_rows", true, rows, () -> FailureModel.run(FAILURE, rows));
        part("machine_failure_shipped_on_unseen_rows", true, unseen, () -> FailureModel.run(FAILURE, unseen));
        part("remaining_life_units_left_out", scripts, runs, () -> script(LIFE, runs, "--orders", orders));
        part("remaining_life_golden", true, LIFE, () -> LifeModel.golden(LIFE));
        part("remaining_life_test", true, test, () -> LifeModel.run(LIFE, test, lives));
        Path pump = data.resolve("pump_valve");
        part("learned_normal_pump_valve", true, pump, () -> new PumpRecordings(learned, learning).run(pump));
        part("learned_normal_interval", true, LIFE, () -> new HealthyTime().run());
        return result.add("skipped", skipped).toString();
    }

    private JsonObject script(Path model, Path rows, Object... more) throws Exception {
        Object[] arguments = new Object[5 + more.length];
        arguments[0] = model.resolve(SCRIPT);
        arguments[1] = "--data";
        arguments[2] = rows;
        arguments[3] = "--evaluate-only";
        arguments[4] = "--json";
        System.arraycopy(more, 0, arguments, 5, more.length);
        return Programs.python(python, arguments);
    }

    private void part(String name, boolean programs, Path needed, Part part) throws Exception {
        if (!programs || !Files.exists(needed)) {
            skipped.add(
                    name + ": " + (programs ? needed + " is not there" : python + " lacks packages of models/tools"));
            return;
        }
        System.err.println(name);
        result.add(name, part.run());
    }
}
