package io.millwright.simulator;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a simulator is started with. A builder: every setter returns this. Errors name the option, its value and the
 * remedy, and come from {@link Simulator#start} at the latest. Not thread safe.
 */
public final class SimulatorOptions {
    int port;
    int machines = -1;
    long periodMillis = 1_000;
    int partPeriods = 1;
    int standParts;
    long seed = 1;
    boolean stepped;
    boolean sampled;
    Path replayFile;
    final List<String> replayMapping = new ArrayList<>();
    String replayTimeColumn = "";
    boolean replayOnce;
    boolean replaySkipsEmpty;
    long replayWaitMillis;
    int bulkPipelines;
    int bulkTags;
    double bulkRateHz = 2;
    CellOptions cells;
    WeldOptions welds;
    int engines;
    int sites;
    int halls;
    int waves;
    int waveSamples;
    double waveRateHz;
    int cameras;
    PictureFormat pictureFormat;
    int pictureWidth;
    int pictureHeight;
    double cameraRateHz;
    int boards;
    double boardRateHz = 1;
    int stores;
    int wornToolAfterSeconds;
    int wornToolForSeconds;
    double speed = 1;
    final Map<String, TagType> tags = new LinkedHashMap<>();
    Path pkiFolder;
    Path trustFolder;
    HiddenLimits hiddenLimits = HiddenLimits.NONE;
    String user = "operator";
    String password;
    final List<Fault> faults = new ArrayList<>();
    Consumer<String> events = event -> {};

    /** TCP port on 127.0.0.1; 0, the default, takes a free one. */
    public SimulatorOptions port(int value) {
        port = within("port", value, 0, 65_535);
        return this;
    }

    /** Number of milling machines {@code Mill1}, {@code Mill2}, ...; by default 1, or 0 when there is anything else. */
    public SimulatorOptions machines(int value) {
        machines = within("machines", value, 0, 1_000);
        return this;
    }

    /** Sample period of the machines and of a replay, milliseconds; default 1,000. */
    public SimulatorOptions periodMillis(int value) {
        periodMillis = within("period", value, 1, 3_600_000);
        return this;
    }

    /** Sample periods that a machine needs for one part; default 1. */
    public SimulatorOptions partPeriods(int value) {
        partPeriods = within("part periods", value, 1, 1_000_000);
        return this;
    }

    /** Parts' time for which a machine stands after a failure; default 0: it goes on, as in AI4I 2020. */
    public SimulatorOptions standParts(int value) {
        standParts = within("stand parts", value, 0, 1_000_000);
        return this;
    }

    /** Same seed, same values; default 1. */
    public SimulatorOptions seed(long value) {
        seed = value;
        return this;
    }

    /** No clock: values change only by {@link Simulator#step} and {@link Simulator#write}. */
    public SimulatorOptions stepped() {
        stepped = true;
        return this;
    }

    /** Every monitored item is sampled at its interval, as in a PLC, instead of being handed each write. */
    public SimulatorOptions sampled() {
        sampled = true;
        return this;
    }

    /** A CSV file to replay, one row per period. */
    public SimulatorOptions replay(Path file) {
        replayFile = file;
        return this;
    }

    /** {@code column=tag} or {@code column=tag:Type} for a column of the replayed file; may be given many times. */
    public SimulatorOptions replayMapping(String line) {
        replayMapping.add(line);
        return this;
    }

    /** The column that holds seconds or ISO 8601 times. */
    public SimulatorOptions replayTimeColumn(String column) {
        replayTimeColumn = column;
        return this;
    }

    /** The replay ends with its last row; by default it begins again. */
    public SimulatorOptions replayOnce() {
        replayOnce = true;
        return this;
    }

    /** An empty field of the replayed file is no new value; by default it is written as Bad_NoDataAvailable. */
    public SimulatorOptions replaySkippingEmpty() {
        replaySkipsEmpty = true;
        return this;
    }

    /** The replay waits for {@link Simulator#startReplay}; its first row then has a source time that is a multiple of this. */
    public SimulatorOptions replayWaiting(long multipleMillis) {
        replayWaitMillis = within("replay wait", multipleMillis, 1, 86_400_000);
        return this;
    }

    /** {@code pipelines × tags} doubles {@code P0.t0}..., all changed at once {@code rateHz} times a second. */
    public SimulatorOptions bulk(int pipelines, int tagsPerPipeline, double rateHz) {
        bulkPipelines = within("bulk pipelines", pipelines, 1, 100_000);
        bulkTags = within("bulk tags", tagsPerPipeline, 1, 100_000);
        within("bulk pipelines x tags", (long) pipelines * tagsPerPipeline, 1, 1_000_000);
        bulkRateHz = rate("rate", rateHz);
        return this;
    }

    /** Part cells {@code Cell1}, {@code Cell2}, ... */
    public SimulatorOptions cells(CellOptions options) {
        cells = options;
        return this;
    }

    /** Engines {@code Engine1}, {@code Engine2}, ... that wear, a cycle per sample period. */
    public SimulatorOptions engines(int value) {
        engines = within("engines", value, 0, 1_000);
        return this;
    }

    /** Meters {@code Site1}, {@code Site2}, ... of factories. */
    public SimulatorOptions sites(int value) {
        sites = within("sites", value, 0, 100);
        return this;
    }

    /** Halls {@code Hall1}, {@code Hall2}, ... of machines, {@code Hall1.M1} ..., that are told what to do: {@link Simulator#hallWork}. */
    public SimulatorOptions halls(int value) {
        halls = within("halls", value, 0, 100);
        return this;
    }

    /** Welding cells {@code Weld1}, {@code Weld2}, ... */
    public SimulatorOptions welds(WeldOptions options) {
        welds = options;
        return this;
    }

    /**
     * Vibration sensors {@code Wave1}, {@code Wave2}, ...: each a Float array of so many samples, so many times a second;
     * {@link Waveform} tells its content.
     *
     * @param samples 16 to 65,536
     */
    public SimulatorOptions waves(int count, int samples, double rateHz) {
        waves = within("waves", count, 0, 1_000);
        waveSamples = within("wave samples", samples, 16, 65_536);
        waveRateHz = rate("wave rate", rateHz);
        return this;
    }

    /**
     * Cameras {@code Camera1}, {@code Camera2}, ...: each a ByteString with a picture, so many times a second;
     * {@link CameraPicture} tells its content.
     *
     * @param width even, 2 to 1,920
     * @param height even, 2 to 1,200
     */
    public SimulatorOptions cameras(int count, PictureFormat format, int width, int height, double rateHz) {
        cameras = within("cameras", count, 0, 1_000);
        pictureFormat = format;
        pictureWidth = within("picture width", width, 2, 1_920);
        pictureHeight = within("picture height", height, 2, 1_200);
        if (width % 2 != 0 || height % 2 != 0) {
            throw new IllegalArgumentException("picture = " + width + "x" + height + ": write even numbers.");
        }
        cameraRateHz = rate("camera rate", rateHz);
        return this;
    }

    /** Cameras over etched boards, {@code Boards1}, {@code Boards2}, ...; each of a product of its own. */
    public SimulatorOptions boards(int count, double rateHz) {
        boards = within("boards", count, 0, 100);
        boardRateHz = rate("board rate", rateHz);
        return this;
    }

    /** Bins of so many spare parts, {@code Stores1.P01} ...; months pass by {@link Simulator#storeMonth}. */
    public SimulatorOptions stores(int parts) {
        stores = within("stores", parts, 0, 99);
        return this;
    }

    /**
     * The tool of {@code Mill1} is worn from so many seconds after the start on, and its parts are overstrained for so many
     * seconds, until it is replaced; again 80 parts later. In between that machine never fails. 0 seconds, the default: the
     * machine is as AI4I 2020 has it.
     */
    public SimulatorOptions wornTool(int afterSeconds, int forSeconds) {
        wornToolAfterSeconds = within("worn tool after", afterSeconds, 0, 86_400);
        wornToolForSeconds = within("worn tool for", forSeconds, 0, 86_400);
        return this;
    }

    /**
     * Source time runs so many times faster than wall time, from the same moment on, so that it is soon ahead of every other
     * clock; default 1. Faults last in wall time all the same.
     */
    public SimulatorOptions speed(double value) {
        if (!(value >= 0.1 && value <= 100)) {
            throw new IllegalArgumentException("speed = " + value + ": write a number from 0.1 to 100.");
        }
        speed = value;
        return this;
    }

    /** A tag that only {@link Simulator#write} changes. */
    public SimulatorOptions tag(String name, TagType type) {
        if (name.isBlank() || name.contains(":")) {
            throw new IllegalArgumentException("Tag name \"" + name + "\": must not be empty nor contain a colon.");
        }
        tags.put(name, type);
        return this;
    }

    /** Where the server's key and certificate are kept; without it they are new at each start. */
    public SimulatorOptions pki(Path folder) {
        pkiFolder = folder;
        return this;
    }

    /** Only clients whose certificates lie in this folder may open a secured channel; by default all may. */
    public SimulatorOptions trust(Path folder) {
        trustFolder = folder;
        return this;
    }

    /** Limits that the server enforces and does not announce: operations per call, and monitored items per subscription. */
    public SimulatorOptions hiddenLimits(int perCall, int perSubscription) {
        hiddenLimits = new HiddenLimits(
                within("limit per call", perCall, 1, 1_000_000),
                within("limit per subscription", perSubscription, 2, 1_000_000),
                hiddenLimits.perResponse());
        return this;
    }

    /** Most values of one publish response, so that many changes make many responses. */
    public SimulatorOptions valuesPerResponse(int most) {
        hiddenLimits = new HiddenLimits(
                hiddenLimits.perCall(),
                hiddenLimits.perSubscription(),
                within("values per response", most, 1, 1_000_000));
        return this;
    }

    /** User name, default {@code operator}, and password, by default a new random one: {@link Simulator#password()}. */
    public SimulatorOptions user(String name, String secret) {
        user = name;
        password = secret;
        return this;
    }

    /** A fault {@code NAME[:ARG...][@AFTER_S]} as {@link Simulator#fault} takes it, seconds counted from the start. */
    public SimulatorOptions fault(String text) {
        faults.add(Fault.parse(text));
        return this;
    }

    /** Told of restarts, faults and bugs, one line each, from any thread. */
    public SimulatorOptions events(Consumer<String> listener) {
        events = listener;
        return this;
    }

    int machineCount() {
        boolean parts = cells != null || welds != null || engines > 0 || sites > 0 || halls > 0;
        boolean sensors = waves > 0 || cameras > 0 || boards > 0 || stores > 0;
        boolean others = replayFile != null || bulkPipelines > 0 || parts || sensors || !tags.isEmpty();
        return machines >= 0 ? machines : others ? 0 : 1;
    }

    long bulkPeriodMicros() {
        return Math.round(1e6 / bulkRateHz);
    }

    private static double rate(String option, double hertz) {
        if (!(hertz >= 0.001 && hertz <= 1_000)) {
            throw new IllegalArgumentException(option + " = " + hertz + ": write a number of Hz from 0.001 to 1000.");
        }
        return hertz;
    }

    static int within(String option, long value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(
                    option + " = " + value + ": write a number from " + low + " to " + high + ".");
        }
        return (int) value;
    }
}
