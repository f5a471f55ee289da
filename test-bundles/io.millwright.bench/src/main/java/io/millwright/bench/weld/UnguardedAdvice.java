package io.millwright.bench.weld;

import io.millwright.model.Advice;
import java.util.List;

/** The simplest policy that uses a model: the settings of the greatest probability, whatever the model can know. */
record UnguardedAdvice(Advice guarded) implements Advice {
    @Override
    public String reading() {
        return guarded.reading();
    }

    @Override
    public Goal goal() {
        return guarded.goal();
    }

    @Override
    public double target() {
        return guarded.target();
    }

    @Override
    public int spreadOutput() {
        return guarded.spreadOutput();
    }

    @Override
    public int spreadIndex() {
        return guarded.spreadIndex();
    }

    @Override
    public double spreadWeight() {
        return 0;
    }

    @Override
    public List<Variable> variables() {
        return guarded.variables();
    }

    @Override
    public List<String> fixed() {
        return guarded.fixed();
    }

    @Override
    public Support support() {
        return null;
    }

    @Override
    public double minGain() {
        return 0;
    }

    @Override
    public long expiresSeconds() {
        return guarded.expiresSeconds();
    }
}
