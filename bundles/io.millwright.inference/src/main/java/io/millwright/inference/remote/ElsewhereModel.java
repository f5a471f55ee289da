package io.millwright.inference.remote;

import io.millwright.inference.ModelContract;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelFacts;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.Reference;
import io.millwright.model.TensorSpec;
import java.util.List;

/** The model as pipelines see it: a contract, servers that fulfil it, and perhaps a local model that stands in. Immutable. */
final class ElsewhereModel implements Model {
    private final String name;
    private final String provider;
    private final RemoteLink link;
    private final Route route;
    private final Model local;

    /**
     * Asks nobody yet.
     *
     * @param name under which pipelines choose it
     * @param provider protocol and servers
     * @param local the model that stands in, or null
     */
    ElsewhereModel(String name, String provider, RemoteLink link, Route route, Model local) {
        this.name = name;
        this.provider = provider;
        this.link = link;
        this.route = route;
        this.local = local;
    }

    private ModelContract contract() {
        return link.contract();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String version() {
        return contract().version();
    }

    @Override
    public String sha256() {
        return contract().sha256();
    }

    @Override
    public String executionProvider() {
        return provider;
    }

    @Override
    public List<TensorSpec> inputs() {
        return contract().inputs();
    }

    @Override
    public List<TensorSpec> outputs() {
        return contract().outputs();
    }

    @Override
    public List<Reading> readings() {
        return contract().readings();
    }

    @Override
    public ModelFacts facts() {
        return contract().facts();
    }

    @Override
    public long rowPeriodMillis() {
        return contract().rowPeriodMillis();
    }

    @Override
    public Reference reference() {
        return contract().reference();
    }

    @Override
    public boolean blocksElsewhere() {
        return true;
    }

    @Override
    public ModelRunner open(int batch) throws ModelException {
        if (batch < 1) {
            throw new IllegalArgumentException("batch = " + batch + ": must be at least 1");
        }
        RemoteRunner runner;
        try {
            runner = new RemoteRunner(link, route, batch, local);
        } catch (IllegalStateException e) {
            throw new ModelException(link.title() + ": the fall-back is being replaced: " + e.getMessage(), true, e);
        }
        link.opened(runner);
        return runner;
    }

    @Override
    public String toString() {
        return link.title();
    }
}
