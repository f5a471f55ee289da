package io.millwright.operation.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.model.Model;
import io.millwright.operation.doctor.PlainModel;
import io.millwright.operation.view.Services.Offered;
import io.millwright.supervision.State.Severity;
import io.millwright.supervision.Supervised;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import io.millwright.tag.TagListener;
import io.millwright.tag.TagSource;
import io.millwright.tag.TagSubscription;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The way of a pipeline as a person reads it: at which station it is stuck, and nothing said of what lies behind. */
class StationsTest {
    private final Part connection = Part.connection("plc");
    private final Part pipeline = Part.pipeline("line");
    private final Part publisher = Part.publisher("out");
    private final List<Supervised> supervised = new ArrayList<>(List.of(connection, pipeline, publisher));
    private final List<Offered<TagSource>> sources =
            new ArrayList<>(List.of(new Offered<>(new SixTags(), Map.of("kura.service.pid", "plc"))));
    private final List<Map<String, Object>> pipelines = new ArrayList<>(List.of(configured("line")));
    private long seconds;
    private final Flow flow = new Flow(() -> supervised, () -> TimeUnit.SECONDS.toNanos(seconds));

    /** Of six tags, of which nobody asks for anything here. */
    private static final class SixTags implements TagSource {
        @Override
        public List<Tag> tags() {
            return Collections.nCopies(6, null);
        }

        @Override
        public TagSubscription subscribe(Interest what, TagListener listener) {
            throw new UnsupportedOperationException();
        }
    }

    private static Map<String, Object> configured(String pid) {
        return new HashMap<>(Map.of(
                "kura.service.pid", pid,
                "service.factoryPid", Configurations.PIPELINES,
                "TagSource.target", "(kura.service.pid=plc)",
                "Model.target", "(kura.service.pid=machine-failure)",
                "CloudPublisher.target", "(kura.service.pid=out)"));
    }

    private Map<String, JsonObject> stations() {
        List<Offered<Model>> models =
                List.of(new Offered<>(new PlainModel(), Map.of("kura.service.pid", "machine-failure")));
        Plant plant = new Plant(supervised, sources, models, flow::of, pid -> "a/" + pid, pipelines);
        return new Stations(plant, pipelines.get(0))
                .all().stream()
                        .map(Station::document)
                        .collect(Collectors.toMap(
                                each -> each.getString("station", ""),
                                each -> each,
                                (one, other) -> one,
                                java.util.LinkedHashMap::new));
    }

    private String lights() {
        return stations().entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue().getString("light", ""))
                .collect(Collectors.joining(", "));
    }

    private String text(String station) {
        return stations().get(station).get("state").asObject().getString("text", "");
    }

    private JsonValue figure(String station) {
        return stations().get(station).get("figure").asObject().get("value");
    }

    private void pass(int more, Runnable perSecond) {
        flow.tick();
        for (int i = 0; i < more; i++) {
            seconds++;
            perSecond.run();
            flow.tick();
        }
    }

    private void rise(Part part, String counter, long by) {
        part.count(counter, part.counters().get(counter) + by);
    }

    @Test
    void aLineThatWorksIsGreenFromEndToEndAndEachStationHasItsFigure() {
        pass(60, () -> {
            rise(connection, "values.received", 120);
            rise(pipeline, "windows.begun", 1);
            rise(pipeline, "decisions", 1);
            rise(publisher, "messages.confirmed", 1);
        });
        connection.count("tags.bad", 1);
        pipeline.count("windows.waiting", 2);

        assertEquals("connection green, tags green, window green, model green, decision green, cloud green", lights());
        assertEquals(120, figure("connection").asDouble());
        assertEquals(5, figure("tags").asInt());
        assertEquals(6, stations().get("tags").get("figure").asObject().getInt("of", 0));
        assertEquals(2, figure("window").asInt());
        assertEquals(60, figure("decision").asDouble());
        assertEquals(60, figure("cloud").asDouble());
        assertEquals("a/out", stations().get("cloud").getString("topic", ""));
    }

    @Test
    void withoutAConnectionItIsStuckThereAndSixTagsIsSaidOfWhatLiesBehind() {
        pipelines.get(0).remove("TagSource.target");
        pipeline.says("TAG_SOURCE_MISSING", Severity.WARNING, "no connection");

        assertEquals("connection red, tags grey, window grey, model green, decision grey, cloud green", lights());
        assertEquals("a connection is not chosen", text("connection"));
        assertEquals("nothing comes this far", text("decision"));
    }

    @Test
    void aConnectionThatIsGoneSoundsLikeOne() {
        sources.clear();
        pipeline.says("TAG_SOURCE_MISSING", Severity.WARNING, "no connection");

        assertEquals("a connection like '(kura.service.pid=plc)' is not there", text("connection"));
    }

    @Test
    void aModelThatIsInstalledAndWasRefusedSaysWhyAndIsNotAskedFor() {
        pipelines.get(0).put("Model.target", "(kura.service.pid=mill)");
        pipeline.says("MODEL_MISSING", Severity.WARNING, "no model");
        supervised.add(BroughtModel.models(BroughtModel.refused("press"), BroughtModel.refused("mill")));

        assertEquals("mill refused: golden rows differ", text("model"));
        assertEquals("red", stations().get("model").getString("light", ""));
        pipelines.get(0).put("Model.target", "(kura.service.pid=drill)");
        assertEquals("a model like '(kura.service.pid=drill)' is not there", text("model"));
        supervised.add(BroughtModel.models(BroughtModel.refused("")));
        assertEquals(" refused: golden rows differ", text("model"), "a bundle that names no model may be it");
    }

    @Test
    void aModelOnTrialIsWaitedFor() {
        pipelines.get(0).put("Model.target", "mill");
        pipeline.says("MODEL_MISSING", Severity.WARNING, "no model");
        supervised.add(BroughtModel.models(BroughtModel.onTrial("mill")));

        assertEquals("mill is being tried", text("model"));
        assertEquals("yellow", stations().get("model").getString("light", ""));
    }

    @Test
    void twoPipelinesOfOneConnectionNameEachOther() {
        pipelines.add(configured("other"));
        pipelines.add(configured("elsewhere"));
        pipelines.get(2).put("TagSource.target", "(kura.service.pid=another)");

        assertEquals("[\"other\"]", stations().get("connection").get("shared").toString());
    }

    @Test
    void whatThePipelineSaysOfItsInputsIsToldAtTheTags() {
        pipeline.says("INPUT_BAD", Severity.WARNING, "torque is Bad");

        assertEquals("connection green, tags yellow, window green, model green, decision green, cloud green", lights());
        assertEquals("torque is Bad", text("tags"));
    }

    @Test
    void oneIsToldAsOne() {
        pass(20, () -> rise(pipeline, "windows.begun", 1));
        rise(pipeline, "windows.lost", 1);
        pipeline.count("windows.waiting", 1);

        assertEquals("1 window lost in the last minute: a gap", text("window"));
        assertEquals(
                "[{\"count\":1,\"unit\":\"window\",\"text\":\"a gap\"}]",
                stations().get("window").get("losses").toString());
    }

    @Test
    void ofThePublisherItsOwnStateIsToldNotWhatThePipelineHeardOfItBefore() {
        pipeline.says("PUBLISHER_TROUBLE", Severity.WARNING, "UNCONFIRMED: 3 messages");
        publisher.says("DISCONNECTED", Severity.WARNING, "the broker does not answer");
        assertEquals("the broker does not answer", text("cloud"));

        publisher.says("OK", Severity.INFO, "all confirmed");
        assertEquals("connection green, tags green, window green, model green, decision green, cloud green", lights());
        assertEquals("all confirmed", text("cloud"));

        supervised.remove(publisher);
        assertEquals("out does not run", text("cloud"));
    }

    @Test
    void whatAPersonHasPausedDecidesSixTags() {
        pipeline.says("PAUSED", Severity.WARNING, "admin: service");

        assertEquals("connection green, tags green, window yellow, model green, decision grey, cloud green", lights());
    }

    @Test
    void aPipelineThatDoesNotRunIsToldAtItsWindow() {
        supervised.remove(pipeline);

        assertEquals("connection green, tags green, window yellow, model green, decision grey, cloud green", lights());
        assertEquals("line does not run", text("window"));
    }

    @Test
    void whatIsLostNowIsToldWhereItIsLostAndForgottenAfterAMinute() {
        pass(20, () -> {
            rise(pipeline, "windows.begun", 1);
            rise(pipeline, "shadow.lost", 1);
        });
        rise(pipeline, "windows.lost", 3);

        assertEquals("connection green, tags green, window yellow, model green, decision green, cloud green", lights());
        assertEquals("3 windows lost in the last minute: a gap", text("window"));
        assertEquals(
                "[{\"count\":3,\"unit\":\"windows\",\"text\":\"a gap\"}]",
                stations().get("window").get("losses").toString());
        pass(20, () -> rise(pipeline, "windows.begun", 1));
        assertEquals("no window waits", text("window"));
        assertEquals(1, stations().get("window").get("losses").asArray().size());
        pass(60, () -> rise(pipeline, "windows.begun", 1));
        assertEquals(null, stations().get("window").get("losses"));
    }

    @Test
    void whatNobodyConfirmedIsNotCalledLost() {
        pass(20, () -> rise(pipeline, "outbox.published", 1));
        rise(pipeline, "outbox.unconfirmed", 3);

        assertEquals("3 decisions not confirmed in the last minute: they may have come", text("cloud"));
        assertEquals(
                "[{\"count\":3,\"unit\":\"decisions\",\"text\":\"they may have come\",\"unconfirmed\":true}]",
                stations().get("cloud").get("losses").toString());
    }

    @Test
    void oneOfThousandsIsCountedAndNoAlarm() {
        pass(20, () -> rise(pipeline, "windows.begun", 100));
        rise(pipeline, "windows.lost", 1);

        assertEquals("green", stations().get("window").getString("light", ""));
        assertEquals(1, stations().get("window").get("losses").asArray().size());
    }

    @Test
    void aPipelineOfAWireGraphHasNoConnectionToMiss() {
        pipelines.get(0).put("service.factoryPid", Stations.WIRED);
        pipelines.get(0).remove("TagSource.target");
        pipelines.get(0).remove("CloudPublisher.target");

        assertEquals("connection green, tags green, window green, model green, decision green, cloud green", lights());
    }
}
