package io.millwright.planning.shop;

/**
 * What is there already when a plan is made. Immutable.
 *
 * @param inForce the schedule that people work by, or null
 * @param proposed the schedule that waits for an answer and that the plan would replace, or null
 * @param proven what was proven of an earlier plan, or null
 */
public record Stands(Released inForce, Released proposed, Proven proven) {
    /** Returns that of a shop where nobody waits for an answer and nothing is proven. */
    static Stands of(Released inForce) {
        return new Stands(inForce, null, null);
    }

    /**
     * What no schedule of a shop can be below. Immutable.
     *
     * @param shop of which it was proven
     * @param boundSeconds of {@link Shop.Cost#total}
     */
    public record Proven(Shop shop, long boundSeconds) {
        /**
         * Returns what of it holds of a shop, 0 for nothing. Whatever can be done later could have been done before, so of the same jobs on the
         * same machines nothing ends earlier because people have waited; totals count from now on, so only the time that has passed goes.
         */
        long boundSeconds(Shop now) {
            long passed = now.nowSeconds() - shop.nowSeconds();
            boolean same = passed >= 0
                    && shop.machines().equals(now.machines())
                    && shop.jobs().equals(now.jobs())
                    && shop.fixed().equals(now.fixed());
            return same ? Math.max(0, boundSeconds - passed) : 0;
        }
    }
}
