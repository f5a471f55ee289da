package io.millwright.operation.view;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.decision.AssetFitness;
import io.millwright.model.Model;
import io.millwright.model.ModelFacts;
import io.millwright.model.ModelLifecycle;
import io.millwright.model.ModelTrial;
import io.millwright.model.ModelVersion;
import io.millwright.model.Reading;
import io.millwright.operation.resource.Page;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import io.millwright.operation.view.Services.Offered;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The models: what serves, on which execution provider, what its author states, its versions, and what is on trial. */
@Component(service = Resource.class)
public final class ModelsResource implements Resource {
    private static final int MOST_FITS = 100;

    private final Services services;

    /** A pipeline, and how fit its model is for one of its assets. */
    private record Fit(String pipeline, AssetFitness of) {}

    /** Called by the component runtime. */
    @Activate
    public ModelsResource(@Reference Services services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "models";
    }

    @Override
    public JsonObject get(Query query) throws Refusal {
        Page page = Page.of(query);
        List<Fit> fits = new ArrayList<>();
        services.fitness()
                .ifPresent(watch -> services.supervised("pipeline").forEach(pipeline -> watch.assets(pipeline.pid())
                        .forEach(asset -> fits.add(new Fit(pipeline.pid(), asset)))));
        return page.document(services.models(), model -> item(model, fits));
    }

    private JsonObject item(Offered<Model> offered, List<Fit> fits) {
        Model model = offered.service();
        JsonObject item = new JsonObject()
                .add("name", model.name())
                .add("modelVersion", model.version())
                .add("sha256", model.sha256())
                .add("executionProvider", model.executionProvider())
                .add("rowPeriodMillis", model.rowPeriodMillis())
                .add("forPlanners", services.isForPlanners(model))
                .add("readings", readings(model));
        if (!offered.text(Model.UPDATE_REFUSED).isEmpty()) {
            item.add("updateRefused", offered.text(Model.UPDATE_REFUSED))
                    .add("updateRemedy", offered.text(Model.UPDATE_REMEDY));
        }
        if (model.facts() != null) {
            item.add("facts", facts(model.facts()));
        }
        services.lives().stream()
                .filter(life -> life.name().equals(model.name()))
                .findFirst()
                .ifPresent(life -> item.add("versions", versions(life)).add("pinned", life.pinned()));
        services.trials().stream()
                .filter(trial -> model.name().equals(trial.text(ModelTrial.NAME)))
                .findFirst()
                .ifPresent(trial -> item.add("trial", trial(trial.service(), offered.text(Model.TRIAL))));
        return item.add("fitness", fitness(model.name(), fits));
    }

    /** How fit the model is, wherever it is watched; the name of a model has no blank, its version stands behind one. */
    private static JsonArray fitness(String model, List<Fit> fits) {
        JsonArray items = new JsonArray();
        fits.stream()
                .filter(each -> each.of().model().startsWith(model + " "))
                .limit(MOST_FITS)
                .forEach(each -> items.add(new JsonObject()
                        .add("pipeline", each.pipeline())
                        .add("asset", each.of().asset())
                        .add("level", each.of().level().name())
                        .add("sinceMicros", each.of().sinceMicros())
                        .add("text", each.of().text())
                        .add("decisions", each.of().decisions())
                        .add("alarms", each.of().alarms())));
        return items;
    }

    private static JsonArray readings(Model model) {
        JsonArray readings = new JsonArray();
        for (Reading reading : model.readings()) {
            JsonArray labels = new JsonArray();
            reading.labels().forEach(labels::add);
            JsonArray thresholds = new JsonArray();
            reading.thresholds().forEach(threshold -> thresholds.add(Documents.number(threshold)));
            readings.add(new JsonObject()
                    .add("name", reading.name())
                    .add("task", reading.task().name())
                    .add("unit", reading.unit())
                    .add("labels", labels)
                    .add("thresholds", thresholds));
        }
        return readings;
    }

    private static JsonObject facts(ModelFacts facts) {
        JsonObject document = new JsonObject().add("description", facts.description());
        JsonArray metrics = new JsonArray();
        facts.metrics()
                .forEach(metric -> metrics.add(new JsonObject()
                        .add("name", metric.name())
                        .add("value", Documents.number(metric.value()))
                        .add("spread", Documents.number(metric.spread()))
                        .add("baseline", Documents.number(metric.baseline()))
                        .add("baselineName", metric.baselineName())));
        document.add("metrics", metrics);
        if (facts.use() != null) {
            JsonArray human = new JsonArray();
            facts.use().humanDecides().forEach(human::add);
            document.add("humanDecides", human);
        }
        return document;
    }

    private static JsonArray versions(ModelLifecycle life) {
        JsonArray versions = new JsonArray();
        for (ModelVersion version : life.versions()) {
            JsonObject item = new JsonObject()
                    .add("modelVersion", version.version())
                    .add("sha256", version.sha256())
                    .add("state", version.state().name())
                    .add("sinceMicros", version.sinceMicros())
                    .add("reason", version.reason())
                    .add("barred", version.barred())
                    .add("bytes", version.bytes());
            versions.add(
                    version.goldenRows() == 0
                            ? item
                            : item.add("goldenRows", version.goldenRows())
                                    .add("deviation", Documents.number(version.deviation())));
        }
        return versions;
    }

    private static JsonObject trial(ModelTrial trial, String told) {
        JsonObject document = new JsonObject()
                .add("stage", trial.stage().name())
                .add("candidateVersion", trial.candidate().version())
                .add(
                        "referenceVersion",
                        trial.reference() == null
                                ? Json.NULL
                                : Json.value(trial.reference().version()))
                .add("text", told);
        ModelTrial.Shown shown = trial.shown();
        return shown == null
                ? document
                : document.set("text", shown.text())
                        .add("windows", shown.windows())
                        .add("failures", shown.failures())
                        .add("compared", shown.compared())
                        .add("agreed", shown.agreed());
    }
}
