package io.millwright.planning.shop;

import io.millwright.planning.shop.ShopPlanner.Improver;
import io.millwright.planning.shop.ShopPlanner.Settings;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** From texts to a plan: what a planner's component calls. One plan at a time; {@link #lines} from any thread. */
public final class ShopPlanning {
    private final ShopPlanner planner;
    private final Settings settings;

    /**
     * Makes one.
     *
     * @param scorer the policy, null where there is none
     * @param improver the solver, null for none
     */
    public ShopPlanning(Scorer scorer, Improver improver, Settings settings) {
        planner = new ShopPlanner(scorer, improver);
        this.settings = settings;
    }

    /**
     * Reads an input without keeping anything of it.
     *
     * @return how many lines it has
     * @throws IllegalArgumentException with line, column, value and remedy, if it is refused
     */
    public static int lines(String input, String csv) {
        return ShopInputs.NONE.with(input, csv).lines();
    }

    /**
     * Reads all that was given.
     *
     * @param texts by {@link ShopInputs#headers}
     * @throws IllegalArgumentException if something given is refused, or there are no jobs
     */
    public static ShopInputs read(Map<String, String> texts) {
        ShopInputs inputs = ShopInputs.of(texts);
        if (inputs.empty()) {
            throw new IllegalArgumentException("there are no jobs: give the input " + ShopInputs.JOBS
                    + " with the header " + ShopInputs.headers().get(ShopInputs.JOBS));
        }
        return inputs;
    }

    /**
     * Makes a plan. Takes as long as the solver may, milliseconds without one; ends soon after an interrupt, which it leaves set.
     *
     * @param stands what is there already
     * @param nowMicros time of day, microseconds since 1970 UTC
     * @param time of the policy
     */
    public ShopPlan make(ShopInputs inputs, Stands stands, long nowMicros, PolicyTime time) {
        Shop shop = inputs.shop(TimeUnit.MICROSECONDS.toSeconds(nowMicros));
        return planner.planBeside(shop, stands, settings, time).noted(inputs.leftOut());
    }
}
