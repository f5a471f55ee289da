package io.millwright.operation.doctor;

import io.millwright.model.Model;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.TensorSpec;
import java.util.List;

/** A model that was trained with rows of half a second. */
public final class PlainModel implements Model {
    @Override
    public String name() {
        return "machine-failure";
    }

    @Override
    public String version() {
        return "1.0.0";
    }

    @Override
    public String sha256() {
        return "00";
    }

    @Override
    public String executionProvider() {
        return "CPUExecutionProvider";
    }

    @Override
    public List<TensorSpec> inputs() {
        return List.of();
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of();
    }

    @Override
    public List<Reading> readings() {
        return List.of();
    }

    @Override
    public long rowPeriodMillis() {
        return 500;
    }

    @Override
    public boolean blocksElsewhere() {
        return false;
    }

    @Override
    public ModelRunner open(int batch) {
        throw new UnsupportedOperationException("nobody runs it");
    }
}
