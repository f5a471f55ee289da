package io.millwright.bench.energy;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.bench.machine.Programs;
import io.millwright.inference.ModelFolder;
import io.millwright.planning.energy.Battery;
import io.millwright.planning.energy.EnergyInputs;
import io.millwright.planning.energy.EnergyStrategy;
import io.millwright.planning.energy.RunnerDay;
import io.millwright.planning.energy.Tariff;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;

/**
 * What the scenario of energy reaches: month by month the forecast from all times of the day, and what battery, plan and guard save beside
 * simpler forecasts, beside a forecast that is right, and beside the least that the month could have cost. A month of the development data is
 * judged by a model that is trained on the months before it, a later one by the model that ships. Parts whose data or programs are not there
 * are named in {@code skipped}.
 */
public final class EnergyScenario {
    /** Charge for a kW of the month's greatest 15-minute mean. */
    public static final double PEAK_PER_KW = 8.32;

    /** Wear of a kWh given back. */
    public static final double WEAR_PER_KWH = 0.02;

    private static final Path MODEL = Path.of("models", "energy-day");
    private static final double EFFICIENCY = 0.95;
    private static final int FIRST_UNSEEN = 11;
    private static final int MONTHS = 12;
    private static final int DISTURBED = 10;

    /** Three levels that differ by season and hour, as an industrial customer in Korea has them, in a thousand Won per kWh. */
    private static final String PRICES = EnergyInputs.TARIFF
            + """

            *,sat+sun+holiday,00:00,24:00,0.0561
            *,*,23:00,09:00,0.0561
            6-8,*,10:00,12:00,0.1911
            6-8,*,13:00,17:00,0.1911
            6-8,*,00:00,24:00,0.1090
            11-2,*,10:00,12:00,0.1667
            11-2,*,17:00,20:00,0.1667
            11-2,*,00:00,24:00,0.1092
            *,*,10:00,12:00,0.1093
            *,*,13:00,17:00,0.1093
            *,*,00:00,24:00,0.0786
            """;

    private final Path rows;
    private final Path unseen;
    private final Costs costs;
    private final String python;
    private final Battery battery;
    private final JsonArray skipped = new JsonArray();

    /**
     * What things cost.
     *
     * @param tariff a file of prices, or null for the three levels
     */
    public record Costs(Path tariff, double peakPerKw, double wearPerKwh) {}

    /**
     * Prepares a run in the root of the repository.
     *
     * @param data folder with steel_energy/
     * @param unseen file of later months in the same form
     * @param python the Python that has the packages of the training scripts
     */
    public EnergyScenario(Path data, Path unseen, Costs costs, String python) {
        rows = data.resolve("steel_energy/steel_energy_2018_jan_oct.csv");
        this.unseen = unseen;
        this.costs = costs;
        this.python = python;
        battery = new Battery(200, 100, EFFICIENCY, EFFICIENCY, costs.wearPerKwh());
    }

    /** Runs the months from one to another, as in {@code 9-10}, and the unseen ones; returns one JSON object. */
    public String run(String months) throws Exception {
        JsonObject result = Json.object().add("bench", "scenario-energy");
        if (!Files.exists(rows)) {
            return result.add("skipped", new JsonArray().add(rows + " is not there"))
                    .toString();
        }
        Tariff tariff = EnergyInputs.tariff(
                costs.tariff() == null ? PRICES : Files.readString(costs.tariff()), costs.peakPerKw());
        String[] ends = months.split("-");
        int first = Math.min(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
        int last = Math.max(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
        boolean later = Files.exists(unseen);
        PlantYear year = later ? PlantYear.read(rows, unseen) : PlantYear.read(rows);
        MonthFigures development = new MonthFigures(year, tariff, battery);
        MonthFigures acceptance = new MonthFigures(year, tariff, battery);
        MonthFigures disturbed = new MonthFigures(year.under(ZoneId.of("Europe/Berlin")), tariff, battery);
        if (Programs.hasPython(python)) {
            for (int month = first; month <= last; month++) {
                trained(development, disturbed, month);
            }
        } else {
            skipped.add("months: " + python + " lacks packages of models/tools");
        }
        if (later) {
            shipped(year, acceptance);
        } else {
            skipped.add("unseen months: " + unseen + " is not there");
        }
        return result.add("months_by_a_model_of_those_before", development.toJson())
                .add("with_clock_change_meter_reset_and_a_day_of_gaps", disturbed.toJson())
                .add("unseen_months_by_the_model_that_ships", acceptance.toJson())
                .add("skipped", skipped)
                .toString();
    }

    private void shipped(PlantYear year, MonthFigures figures) throws Exception {
        try (ModelFolder folder = ModelFolder.open(MODEL);
                RunnerDay model = new RunnerDay(folder.model())) {
            for (int month = FIRST_UNSEEN; month <= MONTHS; month++) {
                if (year.has(month)) {
                    System.err.println("month " + month);
                    figures.add(month, model, year.all(), EnergyStrategy.Policy.usual());
                }
            }
        }
    }

    private void trained(MonthFigures figures, MonthFigures disturbed, int month) throws Exception {
        Path out = Files.createTempDirectory("millwright-energy");
        try {
            System.err.println("month " + month + ": training on those before");
            Path script = MODEL.resolve("train/train.py");
            Programs.python(python, script, "--data", rows, "--until", month, "--out", out, "--json");
            try (ModelFolder folder = ModelFolder.open(out);
                    RunnerDay model = new RunnerDay(folder.model())) {
                figures.add(month, model, figures.year().all(), EnergyStrategy.Policy.usual());
                if (month == DISTURBED) {
                    disturbed.add(
                            month, model, new TroubledMeter(disturbed.year(), month), EnergyStrategy.Policy.usual());
                }
            }
        } finally {
            delete(out);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
