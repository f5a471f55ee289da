package io.millwright.simulator;

import io.millwright.simulator.Fault.Name;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;

/**
 * A simulated PLC: an OPC UA server on 127.0.0.1 with milling machines, part cells, vibration
 * sensors, cameras, a recording, load tags and tags of a test's own, and faults on demand.
 *
 * <p>Endpoints: security None, and Basic256Sha256, Aes128_Sha256_RsaOaep and Aes256_Sha256_RsaPss each with Sign and with
 * SignAndEncrypt; anonymous or by user name. Tags are {@code ns=2;s=<name>} in namespace {@value #NAMESPACE_URI}, read
 * only. All methods are thread safe; {@link #close} joins every thread, for 40 s at most. Aes256_Sha256_RsaPss needs the
 * BouncyCastle provider, which is registered in the JVM when missing and left there.
 */
public final class Simulator implements AutoCloseable {
    /** Namespace of the tags; index 2 unless the namespace fault shifted it. */
    public static final String NAMESPACE_URI = "urn:millwright:simulator";

    /** The server's application URI, as in its certificate. */
    public static final String APPLICATION_URI = "urn:millwright:simulator:plc";

    static final String PATH = "/millwright";

    private final Map<String, Tag> tags = new LinkedHashMap<>();
    private final Plant plant;
    private final String user;
    private final String password;
    private final ServerIdentity identity;
    private final Consumer<String> events;
    private final SignalClock clock;
    private final PlcPower power;
    private final TagFaults tagFaults;

    private Simulator(SimulatorOptions options) throws IOException {
        events = options.events;
        plant = new Plant(options);
        plant.signals().forEach(signal -> signal.tags().forEach(this::add));
        options.tags.forEach((name, type) -> add(new Tag(name, type)));

        user = options.user;
        password = options.password != null ? options.password : randomPassword();
        identity = options.pkiFolder == null ? ServerIdentity.create() : ServerIdentity.in(options.pkiFolder);
        ClientTrust trust = options.trustFolder == null ? ClientTrust.everyone() : ClientTrust.in(options.trustFolder);
        PlcServer.Access access = new PlcServer.Access(
                identity,
                trust,
                challenge -> mayLogIn(challenge.getUsername(), challenge.getPassword()),
                options.hiddenLimits);
        power = new PlcPower(options.port, access, tags.values(), !options.sampled, events);
        clock = new SignalClock(options.speed, events);
        tagFaults = new TagFaults(tags, power, clock::now, events);
    }

    private void add(Tag tag) {
        if (tags.putIfAbsent(tag.name(), tag) != null) {
            throw new IllegalArgumentException("Tag \"" + tag.name()
                    + "\" exists twice: rename it by the replay's mapping, or start with machines 0.");
        }
    }

    /**
     * Starts a simulator; returns when its endpoint answers, or at once when it starts with the fault {@code slow-start}
     * without delay: {@link #ready()} tells when it is up.
     *
     * @throws IOException when the port, a folder or the replayed file cannot be used; the message says which
     * @throws IllegalArgumentException when an option contradicts another or names what does not exist
     */
    public static Simulator start(SimulatorOptions options) throws IOException {
        Simulator simulator = new Simulator(options);
        try {
            List<Fault> later = new ArrayList<>(options.faults);
            Fault slow = later.stream()
                    .filter(f -> f.name() == Name.SLOW_START && f.afterMillis() == 0)
                    .findFirst()
                    .orElse(null);
            later.remove(slow);
            later.forEach(simulator.tagFaults::check);
            if (!options.stepped) {
                simulator.clock.start(simulator.plant.signals());
            } else {
                simulator.step(simulator.clock.now());
            }
            simulator.power.on(slow == null ? 0 : slow.durationMillis());
            later.forEach(simulator::fault);
            return simulator;
        } catch (IOException | RuntimeException e) {
            simulator.close();
            throw e;
        }
    }

    /** Completes when the endpoint answers for the first time. */
    public CompletableFuture<Void> ready() {
        return power.ready();
    }

    /** The TCP port; the same for the whole life of the simulator. */
    public int port() {
        return power.port();
    }

    public String endpointUrl() {
        return "opc.tcp://127.0.0.1:" + port() + PATH;
    }

    /** SHA-256 of the server's certificate, 64 lower-case hexadecimal digits. */
    public String thumbprint() {
        return identity.thumbprint();
    }

    public String user() {
        return user;
    }

    /** The password of {@link #user()}, given or generated. */
    public String password() {
        return password;
    }

    /** Namespace index of the tags at present. */
    public int namespaceIndex() {
        return power.namespaceIndex();
    }

    /** Names of all tags, in the order of their making. */
    public Set<String> tags() {
        return Set.copyOf(tags.keySet());
    }

    /** Writes a Good value with the present time. */
    public void write(String tag, Object value) {
        write(tag, value, StatusCode.GOOD.value(), clock.now());
    }

    /**
     * Writes a value as the PLC's program would; faults of the tag apply to it.
     *
     * @param value of the tag's type, or null
     * @param statusCode 32-bit OPC UA StatusCode
     * @param sourceTimeMicros source timestamp, microseconds since 1970 UTC
     * @throws IllegalArgumentException when there is no such tag or the value does not fit it
     */
    public void write(String tag, Object value, long statusCode, long sourceTimeMicros) {
        Tag target = tags.get(tag);
        if (target == null) {
            throw new IllegalArgumentException("There is no tag \"" + tag + "\"; there are " + tags.size()
                    + ", the first is " + tags.keySet().stream().findFirst().orElse("none") + ".");
        }
        target.write(target.type().convert(value), new StatusCode(statusCode), sourceTimeMicros);
    }

    /** Writes a value given as text, for the console. */
    void writeText(String tag, String text, String status) {
        Tag target = tags.get(tag);
        Object value = target == null ? text : target.type().value(text);
        write(tag, value, Statuses.parse(status).value(), clock.now());
    }

    /** Writes one row of every signal, with this source time in microseconds since 1970 UTC. */
    public void step(long sourceTimeMicros) {
        plant.signals().forEach(signal -> signal.write(sourceTimeMicros));
    }

    /** A replay that waits begins; {@link SimulatorOptions#events} tell of its first and last row. */
    public void startReplay() {
        plant.startReplay();
    }

    /**
     * The tool of {@code Mill1} is worn so many seconds from now, for so many seconds, as
     * {@link SimulatorOptions#wornTool} has it from the start on.
     *
     * @throws IllegalArgumentException where there is no such machine
     */
    public void wornTool(int afterSeconds, int forSeconds) {
        if (plant.mills().isEmpty()) {
            throw new IllegalArgumentException("worn-tool: there is no machine; start with machines 1 or more.");
        }
        plant.mills()
                .get(0)
                .wornTool(
                        SimulatorOptions.within("worn tool after", afterSeconds, 0, 86_400),
                        SimulatorOptions.within("worn tool for", forSeconds, 1, 86_400));
    }

    /** Part cells that wait begin their first part with the next cycle. */
    public void startCells() {
        plant.startCells();
    }

    /**
     * An engine is taken out of service before it fails, and a new one takes its place.
     *
     * @param number from 1, as text
     * @param cycle of its life before which it happens; at once, if that is over
     * @throws IllegalArgumentException where there is no such engine
     */
    void overhaul(String number, int cycle) {
        plant.engine(number).overhaul(cycle);
    }

    /** Tells of the stores' bins what was issued before the start, what lies there, and which month comes. */
    public void storePast() {
        plant.stores().tellPast();
    }

    /** A month passes in the stores. */
    public void storeMonth() {
        plant.stores().pass();
    }

    /** Orders for the stores at the end of the month that passed last; {@value StoresCell#LEAD_MONTHS} whole months later it is there. */
    public void storeOrder(String part, int quantity) {
        plant.stores().order(part, quantity);
    }

    /**
     * A machine of a hall, such as {@code Hall1.M3}, works on a step of so many seconds of source time.
     *
     * @throws IllegalArgumentException where there is no such machine, or it is not idle
     */
    public void hallWork(String machine, int seconds) {
        plant.hallOf(machine).work(machine, seconds, clock.now());
    }

    /**
     * A machine of a hall breaks down for so many seconds of source time; the step that it works on is lost.
     *
     * @throws IllegalArgumentException where there is no such machine
     */
    public void hallDown(String machine, int seconds) {
        plant.hallOf(machine).down(machine, seconds, clock.now());
    }

    /** Returns a factory's meter, as {@link Plant#site} does. */
    SiteCell site(String number) {
        return plant.site(number);
    }

    /** Writes what a site's meter counted over the last days, up to now by the source's clock. */
    void siteHistory(String number, int days, Path file) {
        site(number).history(days, clock.now(), file);
    }

    /** Welding cells that wait begin their first weld with the next cycle. */
    public void startWelds() {
        plant.welds().forEach(WeldCell::start);
    }

    /**
     * The operator of a welding cell works with other settings from the next weld on.
     *
     * @param cell from 1
     * @param settings {@code variable=value} between blanks, such as {@code current=210 voltage=24}; what is not named stays
     * @throws IllegalArgumentException where there is no such cell or variable, or a value lies outside the procedure
     */
    public void weldSettings(int cell, String settings) {
        if (cell < 1 || cell > plant.welds().size()) {
            throw new IllegalArgumentException("weld-settings " + cell + ": there are "
                    + plant.welds().size() + " welding cells, numbered from 1.");
        }
        plant.welds().get(cell - 1).settings(settings);
    }

    /** What is true of the finished welds, cell by cell and in order; the newest 20,000 of each cell. */
    public List<WeldRecord> welds() {
        return plant.welds().stream().flatMap(cell -> cell.welds().stream()).toList();
    }

    /**
     * Completes when every part cell has made the parts that {@link CellOptions#parts} asks for and has written that it is
     * idle; never where they go on for ever, at once where there are none.
     */
    public CompletableFuture<Void> cellsDone() {
        return plant.cellsDone();
    }

    /**
     * What is true of the finished parts, cell by cell and in order; the newest {@link CellOptions#kept} of each cell. The
     * counter {@code cell_parts_forgotten} says how many are left out.
     */
    public List<CellPart> cellParts() {
        return plant.cellParts();
    }

    /**
     * Pulls the network cable: connections end, and so do new ones at once, while sessions and subscriptions live on in the
     * server. Completes when the cable is in again.
     */
    public CompletableFuture<Void> pullCable(Duration out) {
        return fault("cable:" + out.toMillis() / 1000.0);
    }

    /** Goes down, refusing connections, and comes back on the same port; completes when it answers again. */
    public CompletableFuture<Void> restart(Duration down) {
        return fault("restart:" + down.toMillis() / 1000.0);
    }

    /**
     * Applies a fault, written {@code NAME[:ARG...][@AFTER_S]}; {@link #faults()} lists them.
     *
     * @return completes when the fault is over, or has begun when it lasts until it is cleared; fails when a restart comes
     *     while the server is down, or when the simulator is closed meanwhile
     * @throws IllegalArgumentException when it is written wrongly or names what does not exist
     */
    public CompletableFuture<Void> fault(String text) {
        return fault(Fault.parse(text));
    }

    private CompletableFuture<Void> fault(Fault fault) {
        tagFaults.check(fault);
        if (fault.name() == Name.FAILURE && fault.machine() > plant.mills().size()) {
            throw new IllegalArgumentException(
                    "Fault \"" + fault + "\": there are " + plant.mills().size() + " machines, numbered from 1.");
        }
        return power.after(fault.afterMillis(), () -> begin(fault));
    }

    private CompletableFuture<Void> begin(Fault fault) {
        events.accept("FAULT " + fault);
        return switch (fault.name()) {
            case RESTART -> power.restart(fault.durationMillis(), false, 0);
            case SLOW_START -> power.restart(fault.durationMillis(), true, 0);
            case NAMESPACE -> power.restart(fault.durationMillis(), false, 1);
            case FREEZE -> power.freeze(fault.durationMillis());
            case CABLE -> power.pullCable(fault.durationMillis());
            case FAILURE -> {
                plant.mills().get(fault.machine() - 1).force(fault.mode(), fault.parts());
                yield CompletableFuture.completedFuture(null);
            }
            case CLEAR -> {
                clearFaults();
                yield CompletableFuture.completedFuture(null);
            }
            default -> tagFaults.begin(fault);
        };
    }

    /** Ends every fault of tags and a freeze, and plugs the cable in. */
    public void clearFaults() {
        tagFaults.clear();
        power.thaw();
        power.plugCable();
    }

    /** The faults that there are, one line each: how it is written with its defaults, and what it does. */
    public static List<String> faults() {
        return Fault.list();
    }

    /**
     * Counters since the start: {@code bulk_rows}, {@code bulk_first_micros} and {@code bulk_last_micros} (source times of
     * the first and the newest row), {@code bulk_tags}, {@code late_writings} and {@code max_late_micros} of the clock,
     * {@code withheld} writes of gaps, {@code replay_rows} of the file, {@code cell_parts} finished and
     * {@code cell_parts_forgotten} of them, finished {@code welds}, {@code starts} of the server, and its present
     * {@code sessions}, {@code subscriptions} and {@code items}.
     */
    public Map<String, Long> counters() {
        Map<String, Long> counters = plant.counters();
        counters.put("late_writings", clock.lateWritings());
        counters.put("max_late_micros", clock.maxLateMicros());
        counters.put("withheld", tags.values().stream().mapToLong(Tag::withheld).sum());
        counters.putAll(power.load());
        return counters;
    }

    @Override
    public void close() {
        clock.close();
        power.close();
    }

    private boolean mayLogIn(String name, String secret) {
        return MessageDigest.isEqual(user.getBytes(StandardCharsets.UTF_8), name.getBytes(StandardCharsets.UTF_8))
                && MessageDigest.isEqual(
                        password.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
    }

    private static String randomPassword() {
        byte[] bytes = new byte[12];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
