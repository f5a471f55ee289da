package io.millwright.operation.view;

import io.millwright.model.Model;
import io.millwright.model.ModelBundle;
import io.millwright.operation.view.Services.Offered;
import io.millwright.operation.view.Station.Said;
import io.millwright.supervision.Balance;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import io.millwright.tag.TagSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The stations of one pipeline, in the order in which a value passes them. Connection, model and publisher say themselves how they are;
 * what the pipeline says of itself is told at the station that it is about.
 */
final class Stations {
    /** Factory of pipelines in wire graphs. */
    static final String WIRED = "io.millwright.pipeline.WireInference";

    static final String SOURCE = "TagSource.target";

    private static final String CONNECTION = "connection";
    private static final String TAGS = "tags";
    private static final String WINDOW = "window";
    private static final String MODEL = "model";
    private static final String DECISION = "decision";
    private static final String CLOUD = "cloud";

    /** What a pipeline says of its publisher by that one's own words. */
    private static final String RETOLD = "PUBLISHER_TROUBLE";

    /** Where what a pipeline says of itself belongs; what is not here is about its window. */
    private static final Map<String, String> PLACES = Map.ofEntries(
            Map.entry("TAG_SOURCE_MISSING", CONNECTION),
            Map.entry("SOURCE_SILENT", CONNECTION),
            Map.entry("WAITING_FOR_VALUES", TAGS),
            Map.entry("INPUT_BAD", TAGS),
            Map.entry("INPUT_UNCERTAIN", TAGS),
            Map.entry("MAPPING_ERROR", TAGS),
            Map.entry("UNIT_MISMATCH", TAGS),
            Map.entry("MODEL_MISSING", MODEL),
            Map.entry("MODEL_OPENING", MODEL),
            Map.entry("MODEL_UNUSABLE", MODEL),
            Map.entry("MODEL_UPDATE_REFUSED", MODEL),
            Map.entry("RUN_FAILED", MODEL),
            Map.entry("NO_DECISIONS", DECISION),
            Map.entry("RUNNING", DECISION),
            Map.entry(RETOLD, CLOUD),
            Map.entry("RUNNING_UNPUBLISHED", CLOUD));

    /** While a pipeline says one of these, it decides nothing. */
    private static final Set<String> STANDING = Set.of(
            "TAG_SOURCE_MISSING",
            "SOURCE_SILENT",
            "WAITING_FOR_VALUES",
            "MAPPING_ERROR",
            "UNIT_MISMATCH",
            "MODEL_MISSING",
            "MODEL_OPENING",
            "MODEL_UNUSABLE",
            "CONFIGURATION_ERROR",
            "PAUSED",
            "STARTING",
            "STOPPED");

    /** Where what a stage loses is lost; stages of trials are not on the way. */
    private static final Map<String, String> STAGES = Map.ofEntries(
            Map.entry("notifications", CONNECTION),
            Map.entry("values", CONNECTION),
            Map.entry("wire.records", CONNECTION),
            Map.entry("queue", WINDOW),
            Map.entry("samples", WINDOW),
            Map.entry("windows", WINDOW),
            Map.entry("decisions", CLOUD),
            Map.entry("outbox", CLOUD),
            Map.entry("confirmation", CLOUD),
            Map.entry("wire.outlet", CLOUD));

    /** What this stage counts as lost may have come: nobody confirmed it in time. */
    private static final String CONFIRMATION = "confirmation";

    /** A stage that loses one of so many is something to look at. */
    private static final long ONE_OF = 100;

    private final Plant plant;
    private final String pid;
    private final Map<String, Object> configured;
    private final boolean wired;
    private final Optional<Supervised> pipeline;
    private final Map<String, Station> stations = new LinkedHashMap<>();

    Stations(Plant plant, Map<String, Object> configured) {
        this.plant = plant;
        this.configured = configured;
        pid = Configurations.pid(configured);
        wired = WIRED.equals(Configurations.form(configured));
        pipeline = plant.component("pipeline", pid);
    }

    List<Station> all() {
        Optional<Supervised> source = source();
        add(wired ? wires("records come over the wires of its graph") : connection(source));
        add(tags(source));
        add(window());
        add(model());
        add(decision());
        add(
                wired
                        ? new Station(CLOUD, "", Said.fine("WIRED", "decisions go on over the wires of its graph"))
                        : cloud());
        pipeline.ifPresent(each -> ofPipeline(each.state()));
        source.ifPresent(this::lossesOf);
        pipeline.ifPresent(this::lossesOf);
        settleIdle();
        return List.copyOf(stations.values());
    }

    private void add(Station station) {
        stations.put(station.name(), station);
    }

    private Optional<Supervised> source() {
        String target = Configurations.text(configured, SOURCE);
        List<Offered<TagSource>> taken = Configurations.taken(plant.sources(), target);
        return wired || target.isEmpty() || taken.isEmpty()
                ? Optional.empty()
                : plant.component("", taken.get(0).pid());
    }

    private Station wires(String text) {
        Station station = new Station(CONNECTION, "", Said.fine("WIRED", text));
        pipeline.ifPresent(
                each -> station.figure("values", plant.lately().apply(each).perSecond(came(each, "wire.records"))));
        return station;
    }

    private Station connection(Optional<Supervised> source) {
        if (source.isEmpty()) {
            return new Station(CONNECTION, "", missing("a connection", Configurations.text(configured, SOURCE)));
        }
        Supervised component = source.get();
        return new Station(CONNECTION, component.pid(), component.state())
                .figure("values", plant.lately().apply(component).perSecond(came(component, "values")))
                .shared(plant.others(pid, component.pid()));
    }

    private static List<String> came(Supervised component, String stage) {
        return component.balances().stream()
                .filter(balance -> balance.stage().equals(stage))
                .flatMap(balance -> balance.terms().stream())
                .filter(term -> term.fate() == Balance.Fate.CAME)
                .map(Balance.Term::counter)
                .toList();
    }

    private Station tags(Optional<Supervised> source) {
        if (source.isEmpty()) {
            return new Station(TAGS, "", Said.fine("OK", "what comes over the wires"));
        }
        long all = plant.tags(source.get().pid());
        long bad = plant.lately().apply(source.get()).now().getOrDefault("tags.bad", 0L);
        long good = Math.max(0, all - bad);
        State state = all == 0
                ? new Said(
                        "NO_TAGS",
                        State.Severity.ERROR,
                        "the connection has no tags",
                        "choose some in its form or by the set-up")
                : Said.fine("OK", good + " of " + all + (all == 1 ? " tag is Good" : " tags are Good"));
        return new Station(TAGS, source.get().pid(), state).with("tags", all).figure("good", good, all);
    }

    private Station window() {
        if (pipeline.isEmpty()) {
            return new Station(WINDOW, pid, absent(pid));
        }
        long waiting = plant.lately().apply(pipeline.get()).now().getOrDefault("windows.waiting", 0L);
        return new Station(
                        WINDOW,
                        pid,
                        Said.fine(
                                "OK",
                                waiting == 0
                                        ? "no window waits"
                                        : waiting == 1 ? "1 window waits or fills" : waiting + " windows wait or fill"))
                .figure("waiting", waiting);
    }

    private Station model() {
        String target = Configurations.text(configured, "Model.target");
        List<Offered<Model>> taken = Configurations.taken(plant.models(), target);
        if (target.isEmpty() || taken.isEmpty()) {
            return ModelBundles.toBring(plant.supervised(), target)
                    .map(Stations::awaited)
                    .orElseGet(() -> new Station(MODEL, "", missing("a model", target)));
        }
        Offered<Model> offered = taken.get(0);
        Model model = offered.service();
        String refused = offered.text(Model.UPDATE_REFUSED);
        State state = refused.isEmpty()
                ? Said.fine("SERVING", model.name() + " " + model.version())
                : new Said("UPDATE_REFUSED", State.Severity.WARNING, refused, offered.text(Model.UPDATE_REMEDY));
        return new Station(MODEL, model.name(), state)
                .with("modelVersion", model.version())
                .with("executionProvider", model.executionProvider());
    }

    /** A model that is installed and does not serve. */
    private static Station awaited(ModelBundle bundle) {
        State state = bundle.state();
        return new Station(
                MODEL,
                bundle.model(),
                ModelBundles.onTrial(bundle)
                        ? new Said(state.code(), State.Severity.WARNING, state.text(), "wait until its trial is over")
                        : new Said(state.code(), State.Severity.ERROR, state.text(), state.remedy()));
    }

    private Station decision() {
        Station station = new Station(DECISION, pid, Said.fine("OK", "decides when a window is full"));
        pipeline.ifPresent(
                each -> station.figure("decisions", plant.lately().apply(each).perMinute(List.of("decisions"))));
        return station;
    }

    private Optional<Supervised> publisher() {
        return plant.component(
                "publisher", Configurations.chosen(Configurations.text(configured, "CloudPublisher.target")));
    }

    private Station cloud() {
        String target = Configurations.text(configured, "CloudPublisher.target");
        if (target.isEmpty()) {
            return new Station(CLOUD, "", missing("a publisher", target));
        }
        String publisher = Configurations.chosen(target);
        Optional<Supervised> outbox = publisher();
        Station station =
                new Station(CLOUD, publisher, outbox.map(Supervised::state).orElseGet(() -> absent(publisher)));
        outbox.ifPresent(each ->
                station.figure("confirmed", plant.lately().apply(each).perMinute(List.of("messages.confirmed"))));
        return station.with("topic", plant.topic().apply(publisher));
    }

    private void ofPipeline(State state) {
        // That is what its publisher said a while ago; what it says now may be something else.
        if (RETOLD.equals(state.code()) && publisher().isPresent()) {
            return;
        }
        stations.get(PLACES.getOrDefault(state.code(), WINDOW)).worse(state);
    }

    /** What the equations of a component say was lost in the last minute, at the stations where it was. */
    private void lossesOf(Supervised component) {
        Flow.Lately lately = plant.lately().apply(component);
        for (Balance balance : component.balances()) {
            Station station = stations.get(STAGES.getOrDefault(balance.stage(), ""));
            if (station != null) {
                losses(station, balance, lately);
            }
        }
    }

    private static void losses(Station station, Balance balance, Flow.Lately lately) {
        long cameNow = 0;
        long lostNow = 0;
        long lost = 0;
        long most = 0;
        String why = "";
        boolean unconfirmed = balance.stage().equals(CONFIRMATION);
        for (Balance.Term term : balance.terms()) {
            long count = lately.risen(term.counter());
            if (term.fate() == Balance.Fate.CAME) {
                cameNow += lately.rises(term.counter());
            } else if (term.fate() == Balance.Fate.LOST && count > 0) {
                lost += count;
                lostNow += lately.rises(term.counter());
                station.lost(count, balance.unit(), term.text(), unconfirmed);
                why = count > most ? term.text() : why;
                most = Math.max(most, count);
            }
        }
        // What is over is told, and is no light any more.
        if (lostNow > 0 && lostNow * ONE_OF >= cameNow) {
            String what = lost + " " + Units.of(lost, balance.unit());
            station.worse(
                    unconfirmed
                            ? new Said(
                                    "UNCONFIRMED",
                                    State.Severity.WARNING,
                                    what + " not confirmed in the last minute: " + why,
                                    "check the connection and the broker's load")
                            : new Said(
                                    "LOSING",
                                    State.Severity.WARNING,
                                    what + " lost in the last minute: " + why,
                                    "ask the ledger since when"));
        }
    }

    /** Behind a station where nothing gets through there is nothing to say but that. */
    private void settleIdle() {
        boolean stands =
                pipeline.map(each -> STANDING.contains(each.state().code())).orElse(true);
        boolean blocked = false;
        String about = pipeline.map(each -> PLACES.getOrDefault(each.state().code(), WINDOW))
                .orElse(WINDOW);
        for (Station station : stations.values()) {
            boolean speaksForItself =
                    station.name().equals(MODEL) || station.name().equals(CLOUD);
            if (blocked
                    && station.isWell()
                    && !speaksForItself
                    && !station.name().equals(about)) {
                station.idle("nothing comes this far");
            }
            blocked |= station.isBlocked() || stands && station.name().equals(about);
        }
    }

    private static State absent(String pid) {
        return new Said("ABSENT", State.Severity.WARNING, pid + " does not run", "look for it in the web admin");
    }

    private static State missing(String what, String target) {
        return target.isEmpty()
                ? new Said(
                        "NOT_CHOSEN",
                        State.Severity.ERROR,
                        what + " is not chosen",
                        "choose it in the pipeline's form or by the set-up")
                : new Said(
                        "ABSENT",
                        State.Severity.ERROR,
                        what + " like '" + target + "' is not there",
                        "create or install it, or choose another one");
    }
}
