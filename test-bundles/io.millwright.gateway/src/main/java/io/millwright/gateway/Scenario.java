package io.millwright.gateway;

import io.millwright.gateway.receiver.Decision;
import io.millwright.gateway.receiver.Message;
import java.util.List;
import java.util.function.Consumer;

/** A story of one model that the demo tells in a minute, and what the model was worth in it. Thread-safe. */
interface Scenario extends Staging {
    List<String> NAMES = List.of("demand", "energy", "inspection", "machine", "scheduling", "weld");

    /** Creates one of {@link #NAMES}. */
    static Scenario of(String name, Terminal terminal) {
        return switch (name) {
            case "demand" -> new DemandScenario(terminal);
            case "energy" -> new EnergyScenario(terminal);
            case "inspection" -> new InspectionScenario(terminal);
            case "machine" -> new MachineScenario(terminal);
            case "scheduling" -> new SchedulingScenario(terminal);
            case "weld" -> new WeldScenario(terminal);
            default -> throw new IllegalArgumentException(
                    "--scenario " + name + " is unknown: write one of " + String.join(", ", NAMES));
        };
    }

    /** Names of the models that are installed, those of the folders in {@code models/}. */
    List<String> models();

    /** How long it takes, seconds. */
    int seconds();

    /**
     * The plant runs and everything is installed.
     *
     * @param plant takes commands to the simulator
     */
    default void begins(Consumer<String> plant) {}

    /** Tells a decision. */
    void decided(Decision decision);

    /** Tells what else a message holds. */
    default void heard(Message message) {}

    /** What it was worth beside the simplest policy, as lines for people. */
    List<String> score();
}
