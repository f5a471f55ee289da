package io.millwright.pipeline.lane;

/** While it is shut a lane makes no decisions: mapping or units are known to be wrong. */
interface LaneGate {
    /** Never shut. */
    LaneGate OPEN = new LaneGate() {
        @Override
        public boolean shut() {
            return false;
        }

        @Override
        public void forgotten() {}
    };

    /** Whether it is shut. Called on the lane, once per row. */
    boolean shut();

    /** The lane has forgotten all values of one tag. Called on the lane, once per such order. */
    void forgotten();
}
