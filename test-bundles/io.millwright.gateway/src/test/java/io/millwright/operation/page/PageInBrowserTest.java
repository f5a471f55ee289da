package io.millwright.operation.page;

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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The page as a browser shows it. Skipped, and said so, where Chromium is not installed. With {@code -Dmillwright.screenshots=FOLDER} each
 * view is photographed.
 */
class PageInBrowserTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SCREENSHOTS = System.getProperty("millwright.screenshots", "");

    /** A view, and what is there once it shows the plant. */
    private static final Map<String, String> VIEWS = Map.ofEntries(
            Map.entry("route", "document.querySelectorAll('.chain li').length === 24"),
            Map.entry("tags", "document.querySelectorAll('.tags tbody tr').length === 6"),
            Map.entry("decisions", "document.querySelectorAll('.decisionlist li').length === 8"),
            Map.entry(
                    "decisions/board-line/Cell4/1795902377/1795902377039",
                    "document.querySelector('figure:not([hidden]) canvas')"),
            Map.entry("decisions/follow/board-line/Cell4", "document.querySelector('figure:not([hidden]) canvas')"),
            Map.entry(
                    "decisions/mill-1-failure/Mill1/1795902377/1795902377040",
                    "document.querySelectorAll('.reasons tbody tr').length === 4"),
            Map.entry(
                    "decisions?severity=alarm&asset=Cell4",
                    "document.querySelectorAll('.decisionlist li').length === 1"),
            Map.entry("models", "document.querySelectorAll('.models .card').length === 4"),
            Map.entry("advice", "document.querySelectorAll('.advice .card').length === 1"),
            Map.entry("setup", "document.querySelectorAll('.setup .map tbody tr').length === 6"),
            Map.entry("outbox", "document.querySelectorAll('.outbox .card').length === 2"),
            Map.entry(
                    "trends/3600/value,mill-1-failure,Mill1,score/tag,plc-mill,torque",
                    "document.querySelectorAll('.chart .mean').length >= 4"),
            Map.entry("trends/86400/tag,plc-mill,torque", "document.querySelectorAll('.chart .mean').length >= 2"));

    private static Plant plant;
    private static PageServer server;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Browser.program().isPresent(), "Chromium is not installed: the page is not looked at");
        plant = new Plant();
        server = new PageServer(plant.core());
        browser = Browser.start("en");
    }

    @AfterAll
    static void stop() throws IOException {
        if (browser != null) {
            browser.close();
            server.close();
        }
    }

    static String rules() throws IOException {
        return script("rules.js");
    }

    /** Says which rows are high at this width because a column is narrow. */
    static String narrow() throws IOException {
        return script("narrow.js");
    }

    private static String script(String name) throws IOException {
        try (var in = PageInBrowserTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Tab shown(String view, int width, int height, String scheme) {
        Tab tab = browser.tab(width, height);
        tab.scheme(scheme);
        tab.go(server.url() + "/millwright#" + view);
        tab.await(view, LIMIT, VIEWS.get(view));
        return tab;
    }

    static List<String> texts(JsonValue array) {
        List<String> texts = new ArrayList<>();
        array.asArray().forEach(each -> texts.add(each.asString()));
        return texts;
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void everyViewIsAccessibleComplainsOfNothingAndAsksNobodyElse(String scheme) throws IOException {
        for (String view : VIEWS.keySet()) {
            for (int width : new int[] {1200, 360}) {
                try (Tab tab = shown(view, width, 800, scheme)) {
                    photograph(tab, view, width, scheme);
                    String where = view + " " + width + " " + scheme;
                    assertEquals(List.of(), texts(tab.evaluate(rules())), where);
                    assertEquals(List.of(), tab.complaints(), where);
                    assertEquals(Set.of(server.url()), tab.hosts(), where);
                }
            }
        }
    }

    @Test
    void noRowIsHighOnAPhoneBecauseAColumnIsNarrow() throws IOException {
        for (String view : VIEWS.keySet()) {
            try (Tab tab = shown(view, 390, 800, "light")) {
                assertEquals(List.of(), texts(tab.evaluate(narrow())), view);
            }
        }
    }

    static void photograph(Tab tab, String view, int width, String scheme) throws IOException {
        if (!SCREENSHOTS.isEmpty()) {
            if (view.equals("tags")) {
                tab.await("a trend", LIMIT, "document.querySelector('.trend polyline').points.length > 6");
            }
            String name = view.replace("plans/", "plans-")
                    .replaceAll("\\?severity.*", "-alarms")
                    .replaceAll("trends/3600.*", "trends")
                    .replaceAll("trends/86400.*", "trends-day")
                    .replaceAll("/follow.*", "-follow")
                    .replaceAll("/.*Mill1.*", "-why")
                    .replaceAll("/.*Cell4.*", "-picture");
            tab.screenshot(Path.of(SCREENSHOTS, name + "-" + width + "-" + scheme + ".png"));
        }
    }

    @Test
    void whatIsLookedAtStandsInTheAddressAndStaysWhenADecisionIsOpened() {
        try (Tab tab = shown("decisions", 1200, 800, "light")) {
            tab.evaluate("(select => { select.value = 'alarm'; select.dispatchEvent(new Event('change')); })"
                    + "(document.getElementById('decisions-severity'))");
            tab.await("two alarms", LIMIT, "document.querySelectorAll('.decisionlist li').length === 2");
            assertEquals(
                    2,
                    tab.evaluate("document.querySelectorAll('.decisionlist .severity').length")
                            .asInt(),
                    "said in words, too");
            assertEquals(
                    "#decisions?severity=alarm", tab.evaluate("location.hash").asString());
            tab.evaluate("(select => { select.value = 'Cell4'; select.dispatchEvent(new Event('change')); })"
                    + "(document.getElementById('decisions-asset'))");
            tab.await("one alarm", LIMIT, "document.querySelectorAll('.decisionlist li').length === 1");
            tab.evaluate("document.querySelector('.decisionlist a').click()");
            tab.await("its picture", LIMIT, "document.querySelector('figure:not([hidden]) canvas')");
            String hash = tab.evaluate("location.hash").asString();
            assertTrue(hash.startsWith("#decisions/board-line/Cell4/"), hash);
            assertTrue(hash.endsWith("?severity=alarm&asset=Cell4"), hash);
            assertEquals(
                    1,
                    tab.evaluate("document.querySelectorAll('.decisionlist li').length")
                            .asInt());
        }
    }

    @Test
    void anAlarmsPictureHasARingWhereTheModelSawIt() {
        try (Tab tab = shown("decisions/board-line/Cell4/1795902377/1795902377039", 1200, 800, "light")) {
            String caption = tab.evaluate("document.querySelector('figcaption').textContent")
                    .asString();
            assertTrue(caption.contains("open circuit at x 44, y 32"), caption);
            // Nothing on the board itself is nearly white.
            String white = "(box => { let n = 0; for (let i = 0; i < box.length; i += 4) {"
                    + " n += Math.min(box[i], box[i + 1], box[i + 2]) > 150 ? 1 : 0; } return n; })"
                    + "(document.querySelector('figure canvas').getContext('2d').getImageData(%s).data)";
            assertTrue(tab.evaluate(white.formatted("34, 22, 20, 20")).asInt() > 4, "a ring around the place");
            assertEquals(0, tab.evaluate(white.formatted("0, 0, 30, 64")).asInt(), "and nowhere else");
        }
    }

    @Test
    void theGatewaysNameIsInHeaderAndTitleAndWordsStandForNamesOfLibraries() {
        plant.gatewayName = "<b>hall</b>";
        try (Tab tab = shown("outbox", 1200, 800, "light")) {
            tab.await("the title", LIMIT, "document.title === 'Outbox \u2013 <b>hall</b> \u2013 Millwright'");
            assertEquals(
                    "<b>hall</b>",
                    tab.evaluate("document.getElementById('gateway').textContent")
                            .asString());
            String text =
                    tab.evaluate("document.querySelector('main').textContent").asString();
            assertFalse(text.contains("$assetName"), text);
            assertTrue(text.contains("W1/A1/\u2039name of the asset\u203a"), text);
        } finally {
            plant.gatewayName = "mill-hall-7";
        }
        try (Tab tab = shown("models", 1200, 800, "light")) {
            String text =
                    tab.evaluate("document.querySelector('main').textContent").asString();
            assertFalse(text.contains("ExecutionProvider"), text);
        }
    }

    /** How long that takes is the browser's and the network's: what it waits for is the page's. */
    @Test
    void theFirstPaintWaitsForTwoSmallStyleSheetsAlone() {
        try (Tab tab = shown("route", 1200, 800, "light")) {
            String waitsFor =
                    "performance.getEntriesByType('resource').filter(each => each.renderBlockingStatus === 'blocking')";
            assertEquals(
                    List.of("page.css", "plans.css"),
                    texts(tab.evaluate(waitsFor + ".map(each => each.name.split('/').pop()).sort()")));
            double bytes = tab.evaluate(waitsFor + ".reduce((all, each) => all + each.decodedBodySize, 0)")
                    .asDouble();
            assertTrue(bytes > 0 && bytes < 40_000, bytes + " bytes");
            tab.await("the first paint", LIMIT, "performance.getEntriesByName('first-contentful-paint').length === 1");
        }
    }

    @Test
    void everythingIsReachedByTheKeyboardAndSeenToBe() {
        try (Tab tab = shown("advice", 1200, 800, "light")) {
            tab.evaluate("document.activeElement.blur()");
            List<String> walked = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                tab.press("Tab");
                String at = tab.evaluate(
                                "(() => { const at = document.activeElement; const style = getComputedStyle(at);"
                                        + " return at === document.body ? '' : at.tagName + ' ' + (at.textContent || at.id) + ' '"
                                        + " + (style.outlineStyle === 'none' ? 'UNSEEN' : 'seen'); })()")
                        .asString();
                if (at.isEmpty()) {
                    break;
                }
                walked.add(at);
            }
            assertEquals("A Skip to the content seen", walked.get(0));
            assertTrue(walked.contains("A Outbox seen"), walked.toString());
            assertTrue(walked.contains("INPUT comment-r-17 seen"), walked.toString());
            assertTrue(walked.contains("BUTTON Approve seen"), walked.toString());
            assertTrue(walked.contains("BUTTON Reject seen"), walked.toString());
            assertTrue(walked.stream().noneMatch(each -> each.endsWith("UNSEEN")), walked.toString());
            assertTrue(walked.size() < 20, "no way out: " + walked);
        }
    }

    @Test
    void aPersonApprovesWithACommentByTheKeyboardAlone() {
        plant.done.clear();
        try (Tab tab = shown("advice", 1200, 800, "light")) {
            tab.evaluate("document.getElementById('comment-r-17').value = '<b>good</b>';"
                    + "document.querySelector('.primary').focus()");
            tab.press("Enter");
            tab.await("it is said", LIMIT, "document.getElementById('said').textContent === 'Approved.'");
        }
        assertEquals(List.of("admin r-17 <b>good</b>"), plant.done);
    }

    @Test
    void aVersionIsChangedInTwoStepsAndOneKeyTwiceDoesNothing() {
        plant.done.clear();
        String rollBack =
                "[...document.querySelectorAll('.models button')].find(each => each.textContent === 'Go back to the one before')";
        try (Tab tab = shown("models", 1200, 800, "light")) {
            tab.await("the button", LIMIT, rollBack);
            tab.evaluate(rollBack + ".focus()");
            tab.press("Enter");
            tab.await("the second step", LIMIT, "document.querySelector('.confirm:not([hidden])')");
            tab.press("Enter");
            tab.press("Escape");
            tab.await("it is left", LIMIT, "!document.querySelector('.confirm:not([hidden])')");
            assertTrue(tab.evaluate("document.activeElement === " + rollBack).asBoolean());
            assertEquals(List.of(), plant.done);
            tab.press("Enter");
            tab.await("the second step again", LIMIT, "document.querySelector('.confirm:not([hidden])')");
            assertTrue(tab.evaluate(
                            "document.querySelector('.confirm:not([hidden]) p').textContent.startsWith('machine-failure leaves 1.0.1')")
                    .asBoolean());
            tab.evaluate("document.querySelector('.confirm:not([hidden]) input').value = 'scrap on shift 2';"
                    + "document.querySelector('.confirm:not([hidden]) .primary').focus()");
            tab.press("Enter");
            tab.await("it is said", LIMIT, "document.getElementById('said').textContent.startsWith('It is begun')");
        }
        assertEquals(List.of("admin machine-failure scrap on shift 2"), plant.done);
    }

    @Test
    void aModelThatWasRefusedIsToldOnceWithItsReasonAndRemedy() {
        try (Tab tab = shown("models", 1200, 800, "light")) {
            String refused = "[...document.querySelectorAll('.models > .refusals > p')].map(each => each.textContent)";
            tab.await("what does not serve", LIMIT, refused + ".length > 0");
            assertEquals(
                    List.of(
                            "model press-force 2.0.0: the golden rows do not come out: row 3 of output force differs by 0.31,"
                                    + " and 0.0001 is the most. What to do: export the model again with the program that made its golden"
                                    + " rows"),
                    texts(tab.evaluate(refused)));
            String update = "[...document.querySelectorAll('.models *')].filter(each => each.childElementCount === 0"
                    + " && each.textContent.includes('machine-failure 1.2.0')).map(each => each.textContent)";
            assertEquals(
                    List.of(
                            "An update was refused: machine-failure 1.2.0: input features has 7 columns, and the model that serves"
                                    + " has 6. What to do: give the new model a name of its own"),
                    texts(tab.evaluate(update)),
                    "what its card tells is told there alone");
        }
    }

    @Test
    void whatSomebodyAnsweredComesFirstAndWhatANewerOneEndedIsOneLine() {
        try (Tab tab = shown("advice", 1200, 800, "light")) {
            List<String> past = texts(
                    tab.evaluate("[...document.querySelectorAll('.advice > ul > li')].map(each => each.textContent)"));
            assertEquals(3, past.size(), past.toString());
            assertTrue(past.get(0).contains("approved \u00b7 admin"), past.toString());
            assertTrue(past.get(1).contains("time 240 \u2192 260\u00a0ms \u00b7 expired"), past.toString());
            assertTrue(
                    past.get(2).startsWith("Cell7: 3 earlier ones, superseded by a newer one; the last of "),
                    past.toString());
        }
    }

    @Test
    void theSetUpTellsStatesInWordsAndOffersNoModelOfPlanners() {
        plant.changed = text -> text.replace("RUNNING_UNPUBLISHED", "RUN_FAILED")
                .replace("\"no publisher\"", "\"the last run took 900 ms, and 500 ms are the most\"");
        try (Tab tab = shown("setup", 1200, 800, "light")) {
            String told = "[...document.querySelectorAll('.setup .sentence')].map(each => each.textContent.trim())";
            tab.await("the pipeline's state", LIMIT, told + ".some(each => each.endsWith('RUN_FAILED'))");
            List<String> states = texts(tab.evaluate(told));
            assertTrue(
                    states.contains(
                            "The model\u2019s runs fail: the last run took 900 ms, and 500 ms are the mostRUN_FAILED"),
                    states.toString());
            tab.await("the models", LIMIT, "document.querySelectorAll('#setup-models option').length > 0");
            assertEquals(
                    List.of("machine-failure 1.0.1", "remaining-life 1.0.0", "board-inspection 1.0.0"),
                    texts(tab.evaluate(
                            "[...document.querySelectorAll('#setup-models option')].map(each => each.textContent)")));
            assertEquals(
                    "opc.tcp://mill-7.plant:4840",
                    tab.evaluate("document.getElementById('setup-url').value").asString(),
                    "a set-up that is begun goes on where it was");
            assertTrue(tab.evaluate("document.querySelector('.setup').textContent"
                            + ".includes('energy-day: used by planners, not by pipelines of tags.')")
                    .asBoolean());
        } finally {
            plant.changed = text -> text;
        }
    }

    @Test
    void aModelOfWholePartsIsShownOnceAPersonHasSaidWhatBeginsOne() {
        plant.changed = text -> text.replaceFirst("\"parts\": false", "\"parts\": true");
        try (Tab tab = shown("setup", 1200, 800, "light")) {
            String show = "[...document.querySelectorAll('.setup button')]"
                    + ".find(each => each.textContent === 'Show what it would decide')";
            String asks = "document.querySelector('.setup').innerText.includes('Choose what begins one.')";
            tab.await("the question", LIMIT, asks + " && " + show + ".disabled");
            tab.evaluate(
                    "(() => { const about = document.getElementById('setup-about'); about.value = 'tool_wear changes';"
                            + " about.dispatchEvent(new Event('change')); })()");
            tab.await("the answer", LIMIT, "!" + asks + " && !" + show + ".disabled");
            tab.evaluate("(() => { const about = document.getElementById('setup-about'); about.value = '';"
                    + " about.dispatchEvent(new Event('change')); })()");
            tab.await("the question again", LIMIT, asks + " && " + show + ".disabled");
        } finally {
            plant.changed = text -> text;
        }
    }

    @Test
    void theTreeOfAFormerPlcDoesNotStay() {
        try (Tab tab = shown("setup", 1200, 800, "light")) {
            tab.await("the tree", LIMIT, "document.querySelectorAll('.setup .tree li').length > 0");
            plant.changed = text -> text.replace("\"listed\": true", "\"listed\": false");
            tab.await("another PLC", LIMIT, "document.querySelectorAll('.setup .tree li').length === 0");
        } finally {
            plant.changed = text -> text;
        }
    }

    @Test
    void aPipelineOfAModelThatWasTriedBeforeIsNeitherShownNorPublished() {
        String seen = "['preview', 'publish'].filter(n => document.getElementById('setup-' + n)?.offsetParent).length";
        try (Tab tab = shown("setup", 1200, 800, "light")) {
            tab.await("preview and publisher", LIMIT, seen + " === 2");
            plant.changed = text -> text.replace("\"previewed\": \"machine-failure\"", "\"previewed\": \"another\"");
            tab.await("neither", LIMIT, seen + " === 0");
        } finally {
            plant.changed = text -> text;
        }
    }

    @Test
    void whatIsPublishedAndDoesNotComeThroughIsSaidWhereItWasPublished() {
        String said = "document.getElementById('setup-publish').parentElement.textContent";
        try (Tab tab = setUpWith(setup -> {
            setup.get("draft").asObject().set("saved", "1773000000000");
            setup.set(
                    "pipeline",
                    new JsonObject()
                            .add("severity", "WARNING")
                            .add("code", "PUBLISHER_TROUBLE")
                            .add("text", "no message is confirmed")
                            .add("remedy", "connect the cloud"));
        })) {
            tab.await(
                    "why nothing comes through",
                    LIMIT,
                    "document.getElementById('setup-publish')?.offsetParent != null && " + said
                            + ".includes('no message is confirmed')");
        } finally {
            plant.changed = text -> text;
        }
    }

    /** A new page with the set-up's document changed; who asks for it changes it back. */
    private Tab setUpWith(Consumer<JsonObject> change) {
        plant.changed = text -> {
            JsonObject all = Json.parse(text).asObject();
            change.accept(all.get("setup").asObject());
            return all.toString();
        };
        Tab tab = browser.tab(1200, 800);
        tab.go(server.url() + "/millwright#setup");
        return tab;
    }

    @Test
    void aDraftThatARestartTookAwayIsSaidAndNothingOfItIsOffered() {
        String seen = "['trust', 'browse', 'model', 'preview', 'publish']"
                + ".filter(n => document.getElementById('setup-' + n)?.offsetParent).length";
        try (Tab tab = setUpWith(setup -> {
            for (String each : List.of("connection", "pipeline", "offer", "decision", "window")) {
                setup.remove(each);
            }
            setup.set("own", new JsonArray()).set("mapping", new JsonArray()).set("tags", new JsonArray());
            setup.get("draft").asObject().remove("keystoreFile");
            setup.set("gone", "plc");
        })) {
            tab.await(
                    "what became of it",
                    LIMIT,
                    "document.querySelector('.setup')?.textContent.includes('plc is gone') && " + seen + " === 0");
            String undo = "[...document.querySelectorAll('.setup button')].find(b => b.textContent === 'Undo')";
            assertEquals(
                    "true",
                    tab.evaluate("String(" + undo + ".offsetParent != null)").asString());
        } finally {
            plant.changed = text -> text;
        }
    }

    @Test
    void whatARefusalSaysStandsRightBelowWhatWasPressedAndIsInSight() {
        String press =
                "(text => { const b = [...document.querySelectorAll('.setup button')].find(e => e.textContent === text);"
                        + " b.focus(); b.scrollIntoView({ block: 'end' }); b.click(); })";
        String said =
                "(text => { const e = document.querySelector('.setup [role=alert]'), b = e.getBoundingClientRect();"
                        + " return e.textContent !== '' && b.top >= 0 && b.bottom <= innerHeight + 1"
                        + " && e.previousElementSibling.textContent === ''"
                        + " && e.previousElementSibling.previousElementSibling.textContent.includes(text); })";
        try (Tab tab = shown("setup", 1200, 800, "light")) {
            tab.await("the preview", LIMIT, "document.getElementById('setup-preview')?.offsetParent != null");
            for (String each : List.of("Propose tags", "Show what it would decide")) {
                tab.await("free buttons", LIMIT, "!document.querySelector('.setup .buttons button.primary').disabled");
                tab.evaluate(press + "('" + each + "')");
                tab.await("why " + each + " is refused", LIMIT, said + "('" + each + "')");
            }
        }
    }

    @Test
    void ofSeveralModelsThatFitTheBestIsOffered() {
        try (Tab tab = setUpWith(setup -> {
            setup.get("draft").asObject().remove("model");
            setup.set("mapping", new JsonArray())
                    .set(
                            "fitting",
                            new JsonArray()
                                    .add(new JsonObject()
                                            .add("model", "remaining-life")
                                            .add("found", 14))
                                    .add(new JsonObject()
                                            .add("model", "machine-failure")
                                            .add("found", 6)));
        })) {
            tab.await("the best", LIMIT, "document.getElementById('setup-models')?.value === 'remaining-life'");
        } finally {
            plant.changed = text -> text;
        }
    }

    @Test
    void whatThisGatewayCannotBeToldHasNoButton() {
        try (Tab tab = shown("models", 1200, 800, "light")) {
            tab.await("buttons", LIMIT, "document.querySelectorAll('.models button').length > 3");
            assertFalse(tab.evaluate("document.querySelector('.models').textContent.includes('Try it on some assets')")
                    .asBoolean());
        }
    }

    @Test
    void anOpinionIsGivenAndWhatOthersSaidIsSeenAsText() {
        plant.done.clear();
        String script = "<img src=x onerror=window.hit=1>";
        plant.changed = text -> text.replace("tool was changed an hour ago", script);
        try (Tab tab = shown("decisions/mill-1-failure/Mill1/1795902377/1795902377040", 1200, 800, "light")) {
            tab.await("what was said", LIMIT, "document.querySelector('.opinions li')");
            assertTrue(tab.evaluate("document.querySelector('.opinions li').textContent.includes('" + script + "')")
                    .asBoolean());
            tab.evaluate("document.getElementById('opinion-label').value = 'healthy';"
                    + "document.getElementById('opinion-comment').value = 'no chips';"
                    + "document.querySelectorAll('.opinions button')[1].focus()");
            tab.press("Enter");
            tab.await("it is said", LIMIT, "document.getElementById('said').textContent === 'Your opinion is kept.'");
            assertFalse(tab.evaluate("Boolean(window.hit)").asBoolean());
        } finally {
            plant.changed = text -> text;
        }
        assertEquals(
                List.of("admin rejected mill-1-failure Mill1 1795902377 1795902377040 healthy no chips"), plant.done);
    }

    @Test
    void aTrendIsWalkedThroughByTheKeyboardAndStandsInATable() {
        try (Tab tab = shown("trends/86400/tag,plc-mill,torque", 1200, 800, "light")) {
            String told = "document.querySelector('.charted output').textContent";
            String before = tab.evaluate(told).asString();
            assertTrue(before.contains("30 values"), before);
            tab.evaluate("document.querySelector('.charted .at').focus()");
            tab.press("ArrowLeft");
            tab.await("the moment before", LIMIT, told + " !== " + com.eclipsesource.json.Json.value(before));
            assertTrue(
                    tab.evaluate("document.querySelectorAll('.points tbody tr').length > 100")
                            .asBoolean(),
                    "both answers are in it");
        }
    }

    @Test
    void whatIsScriptInANameIsShownAsText() throws IOException {
        String script = "<img src=x onerror=window.hit=1><script>window.hit=1</script>";
        String json = script.replace("/", "\\/");
        plant.tagName = script;
        plant.changed = text -> text.replace("mill-1-failure", json)
                .replace("Mill1", json)
                .replace("machine-failure", json)
                .replace("plc-mill", json)
                .replace("tried on two parts, better", json)
                .replace("The weld is likely", json);
        try {
            for (String view : List.of("route", "tags", "decisions", "models", "advice")) {
                try (Tab tab = shown(view, 1200, 800, "light")) {
                    assertTrue(
                            tab.evaluate("document.body.textContent.includes('<script>window.hit')")
                                    .asBoolean(),
                            view);
                    assertFalse(
                            tab.evaluate(
                                            "Boolean(window.hit) || document.querySelectorAll('main img, main script').length > 0")
                                    .asBoolean(),
                            view);
                    assertEquals(List.of(), tab.complaints(), view);
                    assertEquals(Set.of(server.url()), tab.hosts(), view);
                }
            }
        } finally {
            plant.tagName = "spindle_speed";
            plant.changed = text -> text;
        }
    }

    @Test
    void aChangeIsSaidAloudOnceAndTheStationKeepsItsFocus() {
        try (Tab tab = shown("route", 1200, 800, "light")) {
            tab.evaluate("document.querySelector('.chain button').focus()");
            assertEquals(
                    "",
                    tab.evaluate("document.getElementById('said').textContent").asString());
            plant.changed = text -> text.replace("\"stuckAt\": \"cloud\"", "\"stuckAt\": \"\"");
            tab.await("it is said", LIMIT, "document.getElementById('said').textContent === 'board-line runs.'");
            assertTrue(tab.evaluate("document.activeElement === document.querySelector('.chain button')")
                    .asBoolean());
        } finally {
            plant.changed = text -> text;
        }
    }

    @Test
    void aHiddenPageAsksNothing() {
        try (Tab tab = shown("route", 1200, 800, "light")) {
            tab.evaluate("window.asked = 0; window.unanswered = 0; window.real = window.fetch;"
                    + " window.fetch = (...all) => { window.asked += 1; window.unanswered += 1;"
                    + " return window.real(...all).finally(() => { window.unanswered -= 1; }); }; 0");
            tab.await("a question", LIMIT, "window.asked > 0");
            tab.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true });"
                    + "document.dispatchEvent(new Event('visibilitychange'))");
            // What was on its way is let come in; then two periods pass.
            tab.await("the last answer", LIMIT, "window.unanswered === 0");
            double before = tab.evaluate("window.asked").asDouble();
            tab.evaluate("new Promise(resolve => setTimeout(resolve, 2200))");
            assertEquals(before, tab.evaluate("window.asked").asDouble());
            tab.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))");
            tab.await("it asks again", LIMIT, "window.asked > " + before);
        }
    }

    @Test
    void aBrowserThatAsksForChineseGetsIt() throws IOException {
        try (Browser chinese = Browser.start("zh-CN");
                Tab tab = chinese.tab(360, 800)) {
            tab.go(server.url() + "/millwright#route");
            tab.await("the route", LIMIT, VIEWS.get("route"));
            assertEquals("zh", tab.evaluate("document.documentElement.lang").asString());
            assertTrue(tab.evaluate("document.querySelector('nav').innerText.includes('发件箱')")
                    .asBoolean());
            photograph(tab, "route-zh", 360, "light");
        }
    }
}
