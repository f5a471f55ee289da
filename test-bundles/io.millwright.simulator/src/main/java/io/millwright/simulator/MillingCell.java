package io.millwright.simulator;

import java.util.List;

/**
 * A milling machine as tags {@code <name>.air_temperature} and so on. A part takes one or more sample periods, and the
 * values of a part stay for its time; the ground truth stands beside the sensors.
 */
final class MillingCell implements Signal {
    private final MillingMachine machine;
    private final long periodMicros;
    private final int partPeriods;
    private final int standParts;
    private final Tag type;
    private final Tag air;
    private final Tag process;
    private final Tag speed;
    private final Tag torque;
    private final Tag wear;
    private final Tag failure;
    private final Tag mode;
    private final Tag running;
    private final Tag parts;

    private Part part;
    private int periodOfPart;
    private int standsLeft;
    private boolean stands;

    /**
     * @param partPeriods sample periods that one part takes
     * @param standParts parts' time for which the machine stands after a failure; 0: it goes on, as in the data set
     */
    MillingCell(String name, long seed, long periodMicros, int partPeriods, int standParts) {
        machine = new MillingMachine(seed);
        this.periodMicros = periodMicros;
        this.partPeriods = partPeriods;
        this.standParts = standParts;
        type = new Tag(name + ".type", TagType.STRING);
        air = new Tag(name + ".air_temperature", TagType.DOUBLE, Unit.KELVIN, 285, 315);
        process = new Tag(name + ".process_temperature", TagType.DOUBLE, Unit.KELVIN, 295, 325);
        speed = new Tag(name + ".rotational_speed", TagType.INT32, Unit.RPM, 0, 3_000);
        torque = new Tag(name + ".torque", TagType.DOUBLE, Unit.NEWTON_METRE, 0, 100);
        wear = new Tag(name + ".tool_wear", TagType.INT32, Unit.MINUTE, 0, 300);
        failure = new Tag(name + ".machine_failure", TagType.BOOLEAN);
        mode = new Tag(name + ".failure_mode", TagType.STRING);
        running = new Tag(name + ".running", TagType.BOOLEAN);
        parts = new Tag(name + ".part_count", TagType.INT32);
        tags().forEach(tag -> tag.every(periodMicros));
    }

    @Override
    public List<Tag> tags() {
        return List.of(type, air, process, speed, torque, wear, failure, mode, running, parts);
    }

    @Override
    public long periodMicros() {
        return periodMicros;
    }

    /** The tool is worn from so many seconds from now on, for so many seconds; see {@link MillingMachine#wornTool}. */
    synchronized MillingCell wornTool(int afterSeconds, int forSeconds) {
        double partSeconds = periodMicros * partPeriods / 1e6;
        machine.wornTool(
                (int) Math.round(afterSeconds / partSeconds), (int) Math.max(1, Math.round(forSeconds / partSeconds)));
        return this;
    }

    /** Makes the next parts fail in this mode. */
    synchronized void force(FailureMode failureMode, int count) {
        machine.force(failureMode, count);
        standsLeft = 0;
        periodOfPart = 0;
    }

    @Override
    public synchronized void write(long scheduledMicros) {
        if (periodOfPart == 0) {
            stands = standsLeft > 0;
            if (stands) {
                standsLeft--;
            } else {
                part = machine.next();
                standsLeft = part.failed() ? standParts : 0;
            }
        }
        periodOfPart = (periodOfPart + 1) % partPeriods;
        good(type, part.variant().name(), scheduledMicros);
        good(air, part.airKelvin(), scheduledMicros);
        good(process, part.processKelvin(), scheduledMicros);
        good(speed, stands ? 0 : part.speedRpm(), scheduledMicros);
        good(torque, stands ? 0.0 : part.torqueNm(), scheduledMicros);
        good(wear, part.wearMinutes(), scheduledMicros);
        good(failure, part.failed(), scheduledMicros);
        good(mode, part.failureText(), scheduledMicros);
        good(running, !stands, scheduledMicros);
        good(parts, (int) (part.index() + 1), scheduledMicros);
    }

    private static void good(Tag tag, Object value, long micros) {
        tag.write(value, Statuses.GOOD, micros);
    }
}
