package io.millwright.pipeline.window;

/** While it is shut no windows are decided: mapping or units are known to be wrong. */
public interface Gate {
    /** Never shut. */
    Gate OPEN = new Gate() {
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
