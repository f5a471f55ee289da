package io.millwright.bench;

import io.millwright.bench.energy.EnergyScenario;
import io.millwright.bench.machine.MachineScenario;
import io.millwright.bench.runner.BatchBench;
import io.millwright.bench.runner.LargeModelBenchmark;
import io.millwright.bench.runner.RunnerBench;
import io.millwright.bench.runner.WorkerBenchmark;
import io.millwright.bench.shop.ShopScenario;
import io.millwright.bench.weld.WeldScenario;
import io.millwright.pipeline.drift.DriftBenchmark;
import io.millwright.pipeline.explain.ExplainBenchmark;
import io.millwright.pipeline.lane.FairnessBenchmark;
import io.millwright.pipeline.lane.FeaturesBenchmark;
import io.millwright.pipeline.lane.LaneBenchmark;
import io.millwright.pipeline.lane.RemoteBenchmark;
import io.millwright.planning.stock.DemandBenchmark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** {@code ./bench NAME [options]}: runs one benchmark; the last line of its output is one JSON object. */
public final class Bench {
    private static final String USAGE =
            """
            ./bench NAME [options]
              runner    ModelRunner against bare ONNX Runtime with the same buffers (JMH)
              batch     many machines' runs computed together, against each by itself, on one thread: --machines N --rounds N
              worker    the same in a process of the model's own, beside bare ONNX Runtime in this one: --rounds N --seconds N
              large-model  memory of a model of 402 MB while it opens and runs, and after its close
              large-life   the same through a whole gateway: package, trial, serving, swap, drop; then as a backbone
                        with heads: --seconds N --models FOLDER (where they are written once)
              lane      bytes and time per sample on the lane
              features  time and bytes per sample with every aggregate, over rows and over parts
              lane-fairness  what a fast lane waits beside a slow one with a backlog, on one thread: --seconds N
              remote    1,000 windows/s to a server of 5 ms that dies and returns, beside a local pipeline: --seconds N
              swap      a model replaced under load, every decision held against bare ONNX Runtime: --swaps N --rate WINDOWS/S
                        --rehearsals N --quiet SECONDS
              line      the whole line: --pipelines N --tags N --rate HZ --seconds N --warm-up N --delay-ms N --no-fast;
                        --bare: beside it a bare subscription on the same items
              requests  everything that can be asked for, over the broker while the line works: --pipelines N --tags N --rate HZ
                        --seconds N --warm-up N --per-second N
              crash     what other pipelines feel while a model's process is killed, or a hostile model is tried: --pipelines N
                        --tags N --rate HZ --seconds N --warm-up N
              parts     one decision per part: --parts N --cells N --least-ms N --most-ms N --reconnects N --cable-ms N
                        --trigger-delay-ms N --lateness-ms N --seed N
              fleet-form  many machines from one form: --machines N --seconds N --warm-up N --delay-ms N
              shapes    waveforms and pictures beside a line of numbers: --rounds N --waves N --cameras N --pipelines N
                        --tags N --seconds N --warm-up N --delay-ms N
              peer      the same job by a gateway and by a small Node program: --rounds N --rate CHANGES/S --seconds N
                        --warm-up N --settle N --delay-ms N --no-default --one-form
              opcua-read       sweeps over 10,000 tags by the connection and by the OPC UA library alone: --tags N --seconds N
                        --rounds N
              opcua-subscribe  many changes by the connection and by the OPC UA library alone: --pipelines N --tags N
                        --rate HZ --seconds N --warm-up N --rounds N --values-per-response N --alone
              opcua-restart    the server is killed: --tags N --kills N --down SECONDS
              opcua-limits     limits that the server enforces and does not announce: --tags N --per-call N
                        --per-subscription N --watch SECONDS
              scenario-machine  models of machine health on what they have not seen: --orders N --learned-lines N --interval-days N
                        --data FOLDER --python PROGRAM
              scenario-weld  weld quality and advice on the simulator's truth: --constants FILE --operators N --cases N --vary PERCENT
                        --proposals N --laser FILE; trains with Python where that is present
              scenario-demand  orders for car parts in months that the planner has not seen, planning of 10,000 parts: --data FOLDER
                        --months N --no-size
              scenario-inspection  boards with faults through board-inspection, then fine-tuned: --boards N --no-finetune
                        --pictures DIR --test DIR (one folder per class, instead of generated squares)
              scenario-scheduling  schedules of classical shops, after breakdowns, and of shops made at random: --solved N
                        --solver-seconds N --workers N --breakdowns N --shops N --data FOLDER --model FOLDER
              scenario-energy  forecast of the day, and what battery and plan save in months that the model has not seen: --months N-N
                        (trained with Python on those before) --data FOLDER --unseen FILE (later months, for the model that ships)
                        --tariff FILE --peak-per-kw PRICE --wear-per-kwh PRICE --python PROGRAM
              explain   reasons of known failures, their times, and a lane beside them: --rounds N --seconds N --no-network
              drift     false alarms of drift in healthy time order, and what is found: --model FOLDER --data AI4I.csv --machines N
                        --days N --files A.csv,B.csv (healthy machines of your own, one row a minute)
              page      the live page: first paint in Chromium, and what 20 of them cost a gateway: --seconds N --warm-up N
              ledger    every fault of PLC and cloud, the broker away with two kills of the gateway: what is missing at the broker that the
                        gateway's ledger does not explain: --away N (s without a broker; 1800 is the long run) --pipelines N --rate N
              plan-beside  what a planner costs that rests, and what pipelines feel while CP-SAT searches: --pipelines N --tags N --rate HZ
                        --rounds N --seconds N --warm-up N
              idle      a gateway at 20 inferences/s: --seconds N --warm-up N
            """;

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            System.err.print(USAGE);
            System.exit(2);
        }
        try {
            run(arguments);
        } catch (RefusedOption refused) {
            System.err.println(refused.getMessage());
            System.exit(2);
        }
    }

    private static void run(String[] arguments) throws Exception {
        List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
        switch (arguments[0]) {
            case "runner" -> RunnerBench.main(rest.toArray(String[]::new));
            case "batch" -> batch(new Options(rest));
            case "worker" -> worker(new Options(rest));
            case "large-model" -> LargeModelBenchmark.main(rest.toArray(String[]::new));
            case "large-life" -> System.out.println(new LargeLifeBenchmark(new Options(rest)).run());
            case "lane" -> LaneBenchmark.main(rest.toArray(String[]::new));
            case "features" -> FeaturesBenchmark.main(rest.toArray(String[]::new));
            case "lane-fairness" -> laneFairness(new Options(rest));
            case "remote" -> remote(new Options(rest));
            case "swap" -> System.out.println(new SwapBenchmark(new Options(rest)).run());
            case "ledger" -> System.out.println(new LedgerBenchmark(new Options(rest)).run());
            case "crash" -> System.out.println(new CrashBenchmark(new Options(rest)).run());
            case "parts" -> System.out.println(new PartsBenchmark(new Options(rest)).run());
            case "fleet-form" -> System.out.println(new FleetBenchmark(new Options(rest)).run());
            case "shapes" -> System.out.println(new ShapesBenchmark(new Options(rest)).run());
            case "line" -> System.out.println(new LineBenchmark(new Options(rest)).run());
            case "requests" -> System.out.println(new RequestsBenchmark(new Options(rest)).run());
            case "peer" -> System.out.println(new PeerBenchmark(new Options(rest)).run());
            case "opcua-read" -> System.out.println(new ReadBenchmark(new Options(rest)).run());
            case "opcua-subscribe" -> System.out.println(new SubscribeBenchmark(new Options(rest)).run());
            case "opcua-restart" -> System.out.println(new RestartBenchmark(new Options(rest)).run());
            case "opcua-limits" -> System.out.println(new LimitsBenchmark(new Options(rest)).run());
            case "scenario-machine" -> scenarioMachine(new Options(rest));
            case "scenario-weld" -> scenarioWeld(new Options(rest));
            case "scenario-demand" -> scenarioDemand(new Options(rest));
            case "scenario-inspection" -> System.out.println(new InspectionBenchmark(new Options(rest)).run());
            case "scenario-scheduling" -> scenarioScheduling(new Options(rest));
            case "scenario-energy" -> scenarioEnergy(new Options(rest));
            case "explain" -> explain(new Options(rest));
            case "drift" -> drift(new Options(rest));
            case "page" -> System.out.println(new PageBenchmark(new Options(rest)).run());
            case "plan-beside" -> System.out.println(new PlanBenchmark(new Options(rest)).run());
            case "idle" -> System.out.println(new IdleBenchmark(new Options(rest)).run());
            default -> {
                System.err.print(USAGE);
                System.exit(2);
            }
        }
    }

    private static void scenarioMachine(Options options) throws Exception {
        int orders = options.integer("--orders", 2, 1, 25);
        int learned = options.integer("--learned-lines", 400, 300, 1_000_000);
        int interval = options.integer("--interval-days", 30, 1, 3_650);
        Path data = Path.of(options.text("--data", "../shared/data"));
        String python = options.text("--python", "/usr/bin/python3");
        options.end();
        System.out.println(new MachineScenario(data, python, orders, learned, interval).run());
    }

    private static void scenarioDemand(Options options) throws Exception {
        Path data = Path.of(options.text("--data", "../shared/data"));
        int months = options.integer("--months", 12, 3, 60);
        boolean size = !options.flag("--no-size");
        options.end();
        System.out.println(new DemandBenchmark(data, months, size).run());
    }

    private static void scenarioEnergy(Options options) throws Exception {
        String months = options.text("--months", "9-10");
        Path data = Path.of(options.text("--data", "../shared/data"));
        String unseen = options.text(
                "--unseen",
                data.resolve("steel_energy/steel_energy_2018_nov_dec.csv").toString());
        String tariff = options.text("--tariff");
        EnergyScenario.Costs costs = new EnergyScenario.Costs(
                tariff == null ? null : Path.of(tariff),
                options.decimal("--peak-per-kw", EnergyScenario.PEAK_PER_KW),
                options.decimal("--wear-per-kwh", EnergyScenario.WEAR_PER_KWH));
        String python = options.text("--python", "/usr/bin/python3");
        options.end();
        if (!months.matches("([5-9]|10)-([5-9]|10)")) {
            throw new RefusedOption("--months " + months + ": write two months from 5 to 10, such as 9-10.");
        }
        System.out.println(new EnergyScenario(data, Path.of(unseen), costs, python).run(months));
    }

    private static void batch(Options options) throws Exception {
        int machines = options.integer("--machines", 32, 2, 1_024);
        int rounds = options.integer("--rounds", 15, 3, 100);
        options.end();
        System.out.println(BatchBench.run(machines, rounds));
    }

    private static void explain(Options options) throws Exception {
        int rounds = options.integer("--rounds", 20, 3, 1_000);
        int seconds = options.integer("--seconds", 20, 2, 600);
        boolean network = !options.flag("--no-network");
        options.end();
        System.out.println(ExplainBenchmark.run(rounds, seconds, network));
    }

    private static void drift(Options options) throws Exception {
        Path model = Path.of(options.text("--model", "models/machine-failure"));
        Path data = Path.of(options.text("--data", "../shared/data/ai4i2020/ai4i2020_development.csv"));
        String files = options.text("--files", "");
        int machines = options.integer("--machines", 10, 1, 1_000);
        int days = options.integer("--days", 30, 1, 365);
        options.end();
        List<Path> given = files.isEmpty()
                ? List.of()
                : Arrays.stream(files.split(",")).map(Path::of).toList();
        System.out.println(
                Files.exists(data)
                        ? DriftBenchmark.run(model, data, given, machines, days)
                        : "{\"benchmark\":\"drift\",\"skipped\":\"no rows of AI4I 2020: name them by --data\"}");
    }

    private static void remote(Options options) throws Exception {
        int seconds = options.integer("--seconds", 15, 3, 600);
        options.end();
        System.out.println(RemoteBenchmark.run(seconds));
    }

    private static void worker(Options options) throws Exception {
        int rounds = options.integer("--rounds", 10, 1, 1_000);
        int seconds = options.integer("--seconds", 30, 1, 3_600);
        options.end();
        System.out.println(new WorkerBenchmark(rounds, seconds).run());
    }

    private static void scenarioWeld(Options options) throws Exception {
        String constants = options.text("--constants", null);
        WeldScenario.Extent extent = new WeldScenario.Extent(
                constants == null ? null : Path.of(constants),
                options.integer("--operators", 10, 1, 1_000),
                options.integer("--cases", 100, 1, 10_000),
                options.integer("--vary", constants == null ? 20 : 0, 0, 60) / 100.0,
                options.integer("--proposals", 10_000, 0, 1_000_000),
                Path.of(options.text("--laser", "../shared/data/laser_weld/laser_steel_copper_development.csv")));
        options.end();
        System.out.println(new WeldScenario(extent).run());
    }

    private static void scenarioScheduling(Options options) throws Exception {
        ShopScenario.Extent extent = new ShopScenario.Extent(
                Path.of(options.text("--data", "../shared/data/job_shop")),
                Path.of(options.text("--model", "models/dispatch-policy")),
                options.integer("--solved", 6, 0, 100),
                options.integer("--solver-seconds", 30, 1, 3_600),
                options.integer("--workers", 1, 1, 64),
                options.integer("--breakdowns", 1_000, 1, 100_000),
                options.integer("--shops", 1_000, 0, 1_000_000));
        options.end();
        System.out.println(new ShopScenario(extent).run());
    }

    private static void laneFairness(Options options) throws Exception {
        int seconds = options.integer("--seconds", 10, 1, 60);
        options.end();
        System.out.println(FairnessBenchmark.run(seconds));
    }
}
