package io.millwright.simulator;

import io.millwright.csv.CsvTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;

/** Everything that writes tags by the clock, as the options ask for. */
final class Plant {
    private final List<Signal> signals = new ArrayList<>();
    private final List<MillingCell> mills = new ArrayList<>();
    private final List<PartCell> cells = new ArrayList<>();
    private final List<WeldCell> welds = new ArrayList<>();
    private final List<EngineCell> engines = new ArrayList<>();
    private final StoresCell stores;
    private final List<SiteCell> sites = new ArrayList<>();
    private final List<HallCell> halls = new ArrayList<>();
    private final BulkTags bulk;
    private final Replay replay;

    Plant(SimulatorOptions options) throws IOException {
        mills(options);
        cells(options);
        welds(options);
        engines(options);
        sites(options);
        halls(options);
        waves(options);
        cameras(options);
        boards(options);
        stores = options.stores == 0 ? null : new StoresCell(options.stores, options.seed, options.events);
        if (stores != null) {
            signals.add(stores);
        }
        replay = options.replayFile == null ? null : replay(options);
        if (replay != null) {
            signals.add(replay);
        }
        bulk = options.bulkPipelines == 0
                ? null
                : new BulkTags(options.bulkPipelines, options.bulkTags, options.seed, options.bulkPeriodMicros());
        if (bulk != null) {
            signals.add(bulk);
        }
        // Clients ask for sampling intervals in wall time.
        signals.forEach(signal ->
                signal.tags().forEach(tag -> tag.every(Math.max(1, (long) (tag.periodMicros() / options.speed)))));
    }

    private void mills(SimulatorOptions options) {
        for (int i = 1; i <= options.machineCount(); i++) {
            MillingCell mill = new MillingCell(
                    "Mill" + i, seed(options, i), options.periodMillis * 1000, options.partPeriods, options.standParts);
            if (i == 1 && options.wornToolForSeconds > 0) {
                mill.wornTool(options.wornToolAfterSeconds, options.wornToolForSeconds);
            }
            mills.add(mill);
            signals.add(mill);
        }
    }

    private void cells(SimulatorOptions options) {
        int count = options.cells == null ? 0 : options.cells.cells;
        for (int i = 1; i <= count; i++) {
            PartCell cell = new PartCell(i, seed(options, i), options.cells);
            cells.add(cell);
            signals.add(cell);
        }
    }

    private void welds(SimulatorOptions options) {
        int count = options.welds == null ? 0 : options.welds.cells;
        for (int i = 1; i <= count; i++) {
            WeldCell cell = new WeldCell(i, seed(options, i), options.welds, options.events);
            welds.add(cell);
            signals.add(cell);
        }
    }

    private void engines(SimulatorOptions options) {
        for (int i = 1; i <= options.engines; i++) {
            EngineCell engine = new EngineCell(i, seed(options, i), options.periodMillis * 1000, options.events);
            engines.add(engine);
            signals.add(engine);
        }
    }

    private void sites(SimulatorOptions options) {
        for (int i = 1; i <= options.sites; i++) {
            SiteCell site = new SiteCell(i, seed(options, i), options.events);
            sites.add(site);
            signals.add(site);
        }
    }

    private void halls(SimulatorOptions options) {
        for (int i = 1; i <= options.halls; i++) {
            HallCell hall = new HallCell(i, seed(options, i), options.events);
            halls.add(hall);
            signals.add(hall);
        }
    }

    private void waves(SimulatorOptions options) {
        float[] pattern = options.waves == 0 ? null : Waveform.pattern(options.waveSamples);
        for (int i = 1; i <= options.waves; i++) {
            int sensor = i;
            long period = Math.round(1e6 / options.waveRateHz);
            signals.add(new Sensor(
                    "Wave" + i,
                    "vibration",
                    TagType.FLOAT_ARRAY,
                    period,
                    n -> Waveform.scaled(pattern, Waveform.rms(sensor, n))));
        }
    }

    private void cameras(SimulatorOptions options) {
        if (options.cameras == 0) {
            return;
        }
        byte[][] encoded = CameraPicture.encodeAll(options.pictureFormat, options.pictureWidth, options.pictureHeight);
        ByteString[] pictures = Arrays.stream(encoded).map(ByteString::of).toArray(ByteString[]::new);
        for (int i = 1; i <= options.cameras; i++) {
            int camera = i;
            long period = Math.round(1e6 / options.cameraRateHz);
            signals.add(new Sensor(
                    "Camera" + i,
                    "picture",
                    TagType.BYTE_STRING,
                    period,
                    n -> pictures[CameraPicture.index(camera, n)]));
        }
    }

    private void boards(SimulatorOptions options) {
        for (int i = 1; i <= options.boards; i++) {
            signals.add(new BoardStation(i, seed(options, i), Math.round(1e6 / options.boardRateHz), options.events));
        }
    }

    private static Replay replay(SimulatorOptions options) throws IOException {
        Replay replay = new Replay(
                CsvTable.read(options.replayFile),
                Replay.mapping(options.replayMapping),
                options.replayTimeColumn,
                options.periodMillis * 1000,
                options.replayOnce);
        if (options.replaySkipsEmpty) {
            replay.skippingEmpty();
        }
        return options.replayWaitMillis == 0 ? replay : replay.waiting(options.replayWaitMillis * 1000, options.events);
    }

    private static long seed(SimulatorOptions options, int number) {
        return options.seed + (number - 1) * 1_000_003L;
    }

    List<Signal> signals() {
        return signals;
    }

    List<MillingCell> mills() {
        return mills;
    }

    void startReplay() {
        if (replay != null) {
            replay.start();
        }
    }

    void startCells() {
        cells.forEach(PartCell::start);
    }

    /**
     * Returns an engine.
     *
     * @param number from 1, as text
     * @throws IllegalArgumentException where there is no such engine
     */
    EngineCell engine(String number) {
        if (!number.matches("[1-9]\\d{0,3}") || Integer.parseInt(number) > engines.size()) {
            throw new IllegalArgumentException(
                    "overhaul " + number + ": there are " + engines.size() + " engines, numbered from 1.");
        }
        return engines.get(Integer.parseInt(number) - 1);
    }

    /**
     * Returns the stores.
     *
     * @throws IllegalArgumentException where there are none
     */
    StoresCell stores() {
        if (stores == null) {
            throw new IllegalArgumentException("there are no stores: start with --stores N.");
        }
        return stores;
    }

    /**
     * Returns a factory's meter.
     *
     * @param number from 1, as text
     * @throws IllegalArgumentException where there is no such site
     */
    SiteCell site(String number) {
        if (!number.matches("[1-9]\\d{0,2}") || Integer.parseInt(number) > sites.size()) {
            throw new IllegalArgumentException(
                    "site " + number + ": there are " + sites.size() + " sites, numbered from 1.");
        }
        return sites.get(Integer.parseInt(number) - 1);
    }

    /**
     * Returns the hall in which a machine stands.
     *
     * @param machine such as {@code Hall1.M3}
     * @throws IllegalArgumentException where there is no such machine
     */
    HallCell hallOf(String machine) {
        return halls.stream()
                .filter(hall -> hall.has(machine))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no machine \"" + machine + "\": "
                        + (halls.isEmpty()
                                ? "start with --halls N."
                                : "write Hall1.M1 to Hall" + halls.size() + ".M" + HallCell.MACHINES + ".")));
    }

    List<WeldCell> welds() {
        return welds;
    }

    CompletableFuture<Void> cellsDone() {
        return CompletableFuture.allOf(cells.stream().map(PartCell::done).toArray(CompletableFuture[]::new));
    }

    List<CellPart> cellParts() {
        return cells.stream().flatMap(cell -> cell.parts().stream()).toList();
    }

    Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        if (bulk != null) {
            counters.put("bulk_rows", bulk.rows());
            counters.put("bulk_first_micros", bulk.firstMicros());
            counters.put("bulk_last_micros", bulk.lastMicros());
            counters.put("bulk_tags", (long) bulk.tags().size());
        }
        if (replay != null) {
            counters.put("replay_rows", (long) replay.rows());
        }
        if (!cells.isEmpty()) {
            counters.put("cell_parts", cells.stream().mapToLong(PartCell::count).sum());
            counters.put(
                    "cell_parts_forgotten",
                    cells.stream().mapToLong(PartCell::forgotten).sum());
        }
        if (!welds.isEmpty()) {
            counters.put("welds", welds.stream().mapToLong(WeldCell::count).sum());
        }
        return counters;
    }
}
