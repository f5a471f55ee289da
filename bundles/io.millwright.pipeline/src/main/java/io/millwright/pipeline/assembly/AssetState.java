package io.millwright.pipeline.assembly;

import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.state.SupervisedState;
import io.millwright.supervision.Balance;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import java.util.List;
import java.util.Map;

/** How one asset of a running pipeline is. The state is that of the moment; counters are those of now. */
record AssetState(String pid, Trouble trouble, long sinceMicros, Counters of) implements Supervised {
    @Override
    public String kind() {
        return "asset";
    }

    @Override
    public State state() {
        return new SupervisedState(
                trouble.condition().name(),
                trouble.condition().severity(),
                sinceMicros,
                trouble.diagnosis().what(),
                trouble.diagnosis().remedy());
    }

    @Override
    public Map<String, Long> counters() {
        return of.asMap();
    }

    @Override
    public List<Balance> balances() {
        return Counters.ASSET;
    }

    @Override
    public List<? extends Supervised> parts() {
        return List.of();
    }
}
