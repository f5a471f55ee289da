package io.millwright.gateway;

import io.millwright.gateway.receiver.Decision;
import io.millwright.gateway.receiver.Requester;
import java.io.IOException;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A story of plans: no pipelines decide, a planner proposes and the demo plays the people who give and approve. */
interface PlanScenario extends Scenario {
    /**
     * Plays the story from begin to end, on the caller's thread.
     *
     * @param requester asks the gateway over the broker, as an application in the cloud does
     * @param plant takes commands to the simulator
     * @param over whether it shall end before
     * @return whether every plan that was due came
     */
    boolean play(DemoGateway gateway, Requester requester, Consumer<String> plant, BooleanSupplier over)
            throws IOException, InterruptedException;

    @Override
    default Map<String, Object> pipelineSettings() {
        return Map.of();
    }

    /** It ends with its story. */
    @Override
    default int seconds() {
        return 0;
    }

    @Override
    default void decided(Decision decision) {}
}
