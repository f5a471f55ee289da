package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.gateway.browser.Browser;
import io.millwright.gateway.browser.Tab;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** From a PLC's address to decisions in the cloud by the page alone, and back to where it began. */
class SetUpLineTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PIPELINE = "plc-machine-failure";

    /** Somebody at the page's own calls. */
    private static final class Person {
        private final HttpClient client =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        private final Site site;
        private final String base;
        private final String token;

        Person(Site site, String link) throws Exception {
            this.site = site;
            base = link.substring(0, link.indexOf("/login"));
            send(HttpRequest.newBuilder(URI.create(link)));
            token = get("login").getString("token", "");
        }

        JsonObject get(String address) throws Exception {
            return Json.parse(send(HttpRequest.newBuilder(URI.create(base + "/millwright/api/" + address)))
                            .body())
                    .asObject();
        }

        /** Begins a step and waits for its end. */
        JsonObject step(String name, JsonObject fields) throws Exception {
            HttpResponse<String> begun = post(name, fields);
            assertEquals(200, begun.statusCode(), begun.body());
            JsonObject now = await(
                    name,
                    each -> !each.get("work").asObject().getString("state", "").equals("RUNNING"));
            assertEquals("DONE", now.get("work").asObject().getString("state", ""), () -> now.get("work")
                    .toString());
            return now;
        }

        HttpResponse<String> post(String step, JsonObject fields) throws Exception {
            return send(HttpRequest.newBuilder(URI.create(base + "/millwright/api/setup/" + step))
                    .header("Content-Type", "application/json")
                    .header("Origin", base)
                    .header("X-XSRF-Token", token)
                    .POST(HttpRequest.BodyPublishers.ofString(fields.toString())));
        }

        JsonObject await(String what, Predicate<JsonObject> wanted) {
            JsonObject[] seen = new JsonObject[1];
            try {
                site.await(what, () -> wanted.test(seen[0] = document()));
            } catch (AssertionError e) {
                throw new AssertionError(e.getMessage() + "; " + seen[0], e);
            }
            return seen[0];
        }

        private JsonObject document() {
            try {
                return get("setup");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
            return client.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static Site site(String name) throws Exception {
        Site site = Site.open(name);
        site.install(List.of(Packages.onnxruntime(), Packages.millwright(), Packages.machineFailure()));
        awaitModel(site);
        return site;
    }

    private static void awaitModel(Site site) {
        site.await("the model", () -> !site.gateway()
                .services("(&(objectClass=io.millwright.model.Model)(kura.service.pid=machine-failure))")
                .isEmpty());
    }

    private static String code(JsonObject document, String of) {
        JsonValue state = document.get(of);
        return state == null ? "" : state.asObject().getString("code", "");
    }

    private static JsonObject named(JsonArray items, String name) {
        for (JsonValue each : items) {
            if (each.asObject().getString("name", "").equals(name)) {
                return each.asObject();
            }
        }
        throw new AssertionError("no " + name + " in " + items);
    }

    private static void upToThePreview(Site site, Person person) throws Exception {
        JsonObject offered =
                person.step("endpoints", new JsonObject().add("url", site.plc().endpointUrl()));
        JsonObject best = offered.get("offer")
                .asObject()
                .get("endpoints")
                .asArray()
                .get(0)
                .asObject();
        assertTrue(best.getBoolean("best", false), best.toString());
        JsonObject connected = person.step(
                "connect",
                new JsonObject()
                        .add("url", site.plc().endpointUrl())
                        .add("policy", best.get("policy"))
                        .add("mode", best.get("mode")));
        assertEquals(1, connected.get("own").asArray().size(), connected.toString());
        person.await("untrusted", each -> code(each, "connection").equals("SERVER_UNTRUSTED"));
        person.step("trust", new JsonObject().add("sha256", best.get("certificate")));
        person.await("connected", each -> code(each, "connection").startsWith("CONNECTED"));

        person.step("browse", new JsonObject().add("node", ""));
        JsonArray below = person.get("setup-nodes?node=").get("items").asArray();
        JsonObject machine = named(below, "Mill1");
        String node = machine.getString("nodeId", "");
        person.step("browse", new JsonObject().add("node", node));
        JsonArray variables = person.get("setup-nodes?node=" + URLEncoder.encode(node, StandardCharsets.UTF_8))
                .get("items")
                .asArray();
        assertEquals("GOOD", named(variables, "torque").getString("quality", ""));
        JsonObject tagged = person.step("tags", new JsonObject().add("folders", new JsonArray().add(node)));
        assertEquals("machine-failure", tagged.get("draft").asObject().getString("model", ""));
        assertEquals("TEXT", tagged.get("kinds").asObject().getString("type", ""), tagged.toString());
        assertEquals("NUMBER", tagged.get("kinds").asObject().getString("torque", ""), tagged.toString());

        JsonObject proposed = person.step("model", new JsonObject().add("model", "machine-failure"));
        JsonObject mapping = new JsonObject();
        for (JsonValue each : proposed.get("mapping").asArray()) {
            assertEquals("NAME", each.asObject().getString("fit", ""), each.toString());
            mapping.add(each.asObject().getString("signal", ""), each.asObject().get("tag"));
        }
        assertEquals(6, mapping.size());
        JsonObject without = new JsonObject(mapping).set("torque", "");
        HttpResponse<String> refused = person.post("preview", new JsonObject().add("mapping", without));
        assertEquals(400, refused.statusCode(), refused.body());
        assertTrue(refused.body().contains("the input torque has no tag"), refused.body());
        person.step("preview", new JsonObject().add("mapping", mapping));
        JsonObject decided = person.await("a decision", each -> each.get("window") != null);
        assertEquals(6, decided.get("window").asArray().size());
        assertEquals("GOOD", decided.get("decision").asObject().getString("quality", ""), decided.toString());
        assertTrue(site.received().decisions(PIPELINE).isEmpty(), "a preview was published");
    }

    @Test
    void anAddressBecomesDecisionsAndUndoTakesAllOfItBackAlsoAfterARestart() throws Exception {
        try (Site site = site("set-up-line")) {
            Person person = new Person(site, site.gateway().login("anna", "kura.admin"));
            upToThePreview(site, person);
            JsonObject cloud = person.get("setup")
                    .get("clouds")
                    .asObject()
                    .get("connections")
                    .asArray()
                    .get(0)
                    .asObject();
            assertTrue(cloud.getBoolean("usable", false), cloud.toString());
            long snapshot = site.gateway().snapshot();
            person.step("save", new JsonObject().add("connection", cloud.get("pid")));
            assertEquals(
                    "1",
                    String.valueOf(site.gateway().configuration("decisions").get("qos")));
            site.awaitGoodDecision(PIPELINE);
            assertTrue(site.gateway().snapshot() > snapshot);

            Path keys = site.gateway().dataFolder().resolve("millwright/keys/plc-keys.p12");
            assertTrue(Files.exists(keys));
            site.gateway().restart();
            site.awaitGoodDecision(PIPELINE);
            Person again = new Person(site, site.gateway().login("anna", "kura.admin"));
            again.step("undo", new JsonObject());
            for (String pid : List.of("plc", "plc-keys", "decisions", PIPELINE)) {
                site.await(pid + " gone", () -> site.gateway()
                        .services("(kura.service.pid=" + pid + ")")
                        .isEmpty());
            }
            assertFalse(Files.exists(keys));
            assertTrue(again.get("setup").get("draft").asObject().isEmpty());
        }
    }

    @Test
    void aRestartBeforeItIsPublishedIsSaidAndOneConnectsAgain() throws Exception {
        try (Site site = site("set-up-restart")) {
            upToThePreview(site, new Person(site, site.gateway().login("anna", "kura.admin")));
            site.gateway().restart();
            awaitModel(site);
            Person again = new Person(site, site.gateway().login("anna", "kura.admin"));
            assertEquals("plc", again.get("setup").getString("gone", ""));
            HttpResponse<String> refused = again.post("model", new JsonObject().add("model", "machine-failure"));
            assertEquals(409, refused.statusCode(), refused.body());
            assertTrue(refused.body().contains("plc is gone"), refused.body());
            upToThePreview(site, again);
            assertEquals("", again.get("setup").getString("gone", ""));
        }
    }

    @Test
    void aPersonClicksItThroughInABrowser() throws Exception {
        assumeTrue(Browser.program().isPresent(), "Chromium is not installed: nobody clicks");
        try (Site site = site("set-up-clicks");
                Browser browser = Browser.start("en");
                Tab tab = browser.tab(1200, 900)) {
            tab.go(site.gateway().login("anna", "kura.admin"));
            tab.await("the page", LIMIT, "document.querySelector('nav a[href=\"#setup\"]')");
            long begun = System.nanoTime();
            Clicks clicks = new Clicks(tab);
            clicks.on("nav a[href='#setup']");
            clicks.await("#setup-url");
            tab.evaluate("document.getElementById('setup-url').value = '"
                    + site.plc().endpointUrl() + "'");
            ask(clicks, tab);
            clicks.button("Connect");
            clicks.button("It is the same: trust the PLC");
            clicks.on("button[aria-label='Open or close Mill1']");
            clicks.on(".node:has(button[aria-label='Open or close Mill1']) input");
            photograph(tab, "tags");
            clicks.button("Use what is chosen");
            // The tags are those of the one model that is installed: it is proposed without a click.
            clicks.button("Show what it would decide");
            tab.await("what it would decide", LIMIT, "document.querySelectorAll('.setup tbody tr').length >= 12");
            photograph(tab, "preview");
            clicks.button("Publish and keep");
            site.awaitGoodDecision(PIPELINE);
            long seconds = (System.nanoTime() - begun) / 1_000_000_000L;
            photograph(tab, "whole");
            System.out.println("set-up: " + clicks.count + " clicks, " + seconds + " s from the address to a decision");
            assertTrue(clicks.count <= 25, clicks.count + " clicks");
            assertEquals(List.of(), tab.complaints());
            clicks.button("Undo");
            site.await(
                    "undone",
                    () -> site.gateway().services("(kura.service.pid=plc)").isEmpty());
        }
    }

    /** On a busy machine a server may take longer to answer than a person is let wait: the page says so, and the person asks again. */
    private static void ask(Clicks clicks, Tab tab) {
        String tryAgain = "document.querySelector('.setup').innerText.includes('Try again')";
        do {
            clicks.button("Ask what it offers");
            tab.await("that it asks", LIMIT, "!" + tryAgain);
            tab.await("an answer", LIMIT, Clicks.usable(Clicks.named("Connect")) + " || " + tryAgain);
        } while (tab.evaluate(tryAgain).asBoolean());
    }

    private static void photograph(Tab tab, String name) throws Exception {
        String folder = System.getProperty("millwright.screenshots", "");
        if (!folder.isEmpty()) {
            tab.screenshot(Path.of(folder, "setup-" + name + ".png"));
        }
    }

    /** A mouse that counts. */
    private static final class Clicks {
        private final Tab tab;
        private int count;

        Clicks(Tab tab) {
            this.tab = tab;
        }

        void await(String selector) {
            tab.await(selector, LIMIT, usable("document.querySelector(`" + selector + "`)"));
        }

        private static String usable(String node) {
            return "(n => n && !n.disabled && n.getClientRects().length > 0)(" + node + ")";
        }

        void on(String selector) {
            click(selector, "document.querySelector(`" + selector + "`)");
        }

        void button(String text) {
            click(text, named(text));
        }

        static String named(String text) {
            return "[...document.querySelectorAll('button')].find(each => each.textContent === '" + text + "')";
        }

        private void click(String what, String node) {
            tab.await(what, LIMIT, usable(node));
            tab.evaluate(node + ".click()");
            count++;
        }
    }
}
