package io.millwright.operation.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Action;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Catalogue;
import io.millwright.operation.resource.Fields;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import io.millwright.operation.resource.Tables;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, who does not, and that nothing is done for those who do not. */
class PageCoreTest {
    private static final String TOKEN = "right";

    private final AtomicInteger asked = new AtomicInteger();
    private final List<String> done = new ArrayList<>();
    private String said = "one";
    private int mostBodyBytes = Action.USUAL_BODY_BYTES;
    private Permission permission = Permission.ADMINISTER;
    private PageCore core;

    @BeforeEach
    void start() {
        Catalogue catalogue = Tables.of(List.of(new Counted()), List.of(new Noted()));
        core = new PageCore(catalogue, user -> permission, () -> "press-shop-2");
    }

    private PageAnswer get(String path) {
        return core.answer(new GivenCall("GET", path));
    }

    private PageAnswer post(String path, String body) {
        return core.answer(postCall(path, body));
    }

    private static GivenCall postCall(String path, String body) {
        return new GivenCall("POST", path)
                .with("Content-Type", "application/json")
                .with("X-XSRF-Token", TOKEN)
                .with("Origin", "https://gateway")
                .with("Host", "gateway")
                .body(body.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonObject json(PageAnswer answer) {
        return Json.parse(new String(answer.body(), StandardCharsets.UTF_8)).asObject();
    }

    @Test
    void nobodyWithoutALoginGetsAnythingNotEvenAFile() {
        for (String path :
                List.of("/millwright", "/millwright/page.js", "/millwright/api/counted", "/millwright/api/login")) {
            assertEquals(401, core.answer(new GivenCall("GET", path).user("")).status(), path);
        }
        assertEquals(
                401,
                core.answer(postCall("/millwright/api/note", "{}").user("")).status());
        assertEquals(0, asked.get());
        assertEquals(List.of(), done);
    }

    @Test
    void aUserOfTheWebAdminThatWasDeletedGetsNothing() {
        permission = null;
        assertEquals(403, get("/millwright/api/counted").status());
        assertEquals(403, get("/millwright/api/page?parts=counted").status());
        assertEquals(403, post("/millwright/api/note", "{\"text\":\"a\"}").status());
        assertEquals(0, asked.get());
        assertEquals(List.of(), done);
    }

    @Test
    void whoMayLookDoesNothing() {
        permission = Permission.READ;
        assertEquals(200, get("/millwright/api/counted").status());
        assertEquals(403, post("/millwright/api/note", "{\"text\":\"a\"}").status());
        assertEquals(List.of(), done);
    }

    @Test
    void aCallOfAnotherOriginIsRefusedBothToLookAndToDo() {
        for (String origin :
                List.of("https://evil", "https://gateway.evil", "http://gateway:81", "null", "not an origin")) {
            GivenCall look = new GivenCall("GET", "/millwright/api/counted")
                    .with("Origin", origin)
                    .with("Host", "gateway");
            assertEquals(403, core.answer(look).status(), origin);
            assertEquals(
                    403,
                    core.answer(postCall("/millwright/api/note", "{\"text\":\"a\"}")
                                    .with("Origin", origin))
                            .status(),
                    origin);
        }
        for (String site : List.of("cross-site", "same-site")) {
            assertEquals(
                    403,
                    core.answer(postCall("/millwright/api/note", "{\"text\":\"a\"}")
                                    .with("Sec-Fetch-Site", site))
                            .status(),
                    site);
        }
        assertEquals(0, asked.get());
        assertEquals(List.of(), done);
    }

    @Test
    void aCallWithoutTheTokenOrWithABrokenOneIsRefused() {
        for (String token : List.of("", "wrong", TOKEN + " ", TOKEN.toUpperCase(java.util.Locale.ROOT))) {
            assertEquals(
                    403,
                    core.answer(postCall("/millwright/api/note", "{\"text\":\"a\"}")
                                    .with("X-XSRF-Token", token))
                            .status(),
                    token);
        }
        assertEquals(List.of(), done);
        assertEquals(200, post("/millwright/api/note", "{\"text\":\"a\"}").status());
        assertEquals(List.of("admin PAGE a"), done);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx"
            })
    void whatAFormOfAnotherPageCanSendIsRefused(String type) {
        assertEquals(
                415,
                core.answer(postCall("/millwright/api/note", "{\"text\":\"a\"}").with("Content-Type", type))
                        .status());
        assertEquals(List.of(), done);
    }

    @Test
    void anActionThatTakesMoreIsGivenMore() {
        String large = "{\"text\":\"" + "x".repeat(Action.USUAL_BODY_BYTES) + "\"}";
        assertEquals("body", refusedField(post("/millwright/api/note", large)));
        mostBodyBytes = large.length();
        // It came as far as the act, which finds the text too long.
        assertEquals("text", refusedField(post("/millwright/api/note", large)));
        assertEquals("body", refusedField(post("/millwright/api/note", large + " ")));
    }

    private static String refusedField(PageAnswer answer) {
        assertEquals(400, answer.status());
        return json(answer).get("error").asObject().getString("field", "");
    }

    @Test
    void aBodyIsBoundedAndWhatIsNoObjectIsRefusedWithTheReason() {
        String large = "{\"text\":\"" + "x".repeat(Action.USUAL_BODY_BYTES) + "\"}";
        for (String body :
                List.of(large, "", "[]", "1", "{", "{\"text\":\"a\"} x", "{\"a\":".repeat(20) + "1" + "}".repeat(20))) {
            PageAnswer answer = post("/millwright/api/note", body);
            assertEquals(400, answer.status(), body.substring(0, Math.min(20, body.length())));
            assertFalse(
                    json(answer).get("error").asObject().getString("text", "").isEmpty());
        }
        PageAnswer broken = core.answer(postCall("/millwright/api/note", "").body(new byte[] {'{', (byte) 0xc3, '}'}));
        assertEquals(400, broken.status());
        assertEquals(List.of(), done);
    }

    @Test
    void aWrongFieldIsNamed() {
        JsonObject error = json(post("/millwright/api/note", "{\"text\":\"a\",\"more\":1}"))
                .get("error")
                .asObject();
        assertEquals("more", error.getString("field", ""));
        assertEquals(List.of(), done);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/millwright/../../etc/passwd",
                "/millwright/..%2f..%2fetc/passwd",
                "/millwright//page.js",
                "/millwright/web/page.js",
                "/millwright/page.html",
                "/millwright/PageFiles.class",
                "/millwright/page.js/",
                "/millwrightpage.js",
                "/elsewhere",
                "/millwright/%70age.js",
                "/millwright/page.js;a=b"
            })
    void onlyTheFilesOfThePageAreServed(String path) {
        assertEquals(404, get(path).status());
    }

    @Test
    void everyFileComesWithAStrictPolicyItsTypeAndATag() {
        for (String name : PageFiles.names()) {
            PageAnswer answer = get("/millwright" + (name.isEmpty() ? "" : "/" + name));
            assertEquals(200, answer.status(), name);
            assertTrue(answer.body().length > 0, name);
            assertTrue(answer.headers()
                    .get("Content-Security-Policy")
                    .startsWith("default-src 'none'; script-src 'self'"));
            assertFalse(answer.headers().get("Content-Security-Policy").contains("unsafe"));
            assertEquals("nosniff", answer.headers().get("X-Content-Type-Options"));
            GivenCall again = new GivenCall("GET", "/millwright" + (name.isEmpty() ? "" : "/" + name))
                    .with("If-None-Match", answer.headers().get("ETag"));
            assertEquals(304, core.answer(again).status(), name);
        }
    }

    /** Scripts that name scripts would otherwise come one after the other, which takes long where the gateway is far away. */
    @Test
    void thePageAsksForAllOfItsScriptsAtOnce() {
        String html = new String(get("/millwright").body(), StandardCharsets.UTF_8);
        for (String name : PageFiles.names()) {
            if (name.endsWith(".js") && !name.equals("side.js")) {
                assertTrue(html.contains("\"/millwright/" + name + "\""), name);
            }
        }
    }

    /** Kura's web server redirects from an address with a slash at its end. */
    @Test
    void whatCanBeAskedForIsListedWithAndWithoutASlashAtTheEnd() {
        for (String path : List.of("/millwright/api", "/millwright/api/")) {
            PageAnswer answer = get(path);
            assertEquals(200, answer.status(), path);
            assertTrue(new String(answer.body(), StandardCharsets.UTF_8).contains("\"counted\""), path);
        }
        assertEquals(404, get("/millwright/apis").status());
    }

    @Test
    void whatHasNotChangedIsNotSentAgain() {
        PageAnswer first = get("/millwright/api/counted");
        assertEquals("no-store", first.headers().get("Cache-Control"));
        GivenCall again = new GivenCall("GET", "/millwright/api/counted")
                .with("If-None-Match", first.headers().get("ETag"));
        assertEquals(304, core.answer(again).status());
        assertEquals(0, core.answer(again).body().length);
        said = "two";
        assertEquals(200, core.answer(again).status());
        assertNotEquals(
                first.headers().get("ETag"), core.answer(again).headers().get("ETag"));
    }

    @Test
    void twentyPagesThatLookAtTheSameCostAsMuchAsOne() {
        for (int page = 0; page < 20; page++) {
            assertEquals(200, get("/millwright/api/page?parts=counted").status());
        }
        // The second one where the clock passes the document's time just then.
        assertTrue(asked.get() <= 2, asked + " times");
    }

    @Test
    void aDocumentIsMadeAnewAfterItsTimeAndNeverForAnotherPermission() throws Refusal {
        long[] millis = {1_000};
        PageDocument document = new PageDocument(Tables.of(List.of(new Counted()), List.of()), () -> millis[0]);
        Caller reader = new Caller("a", Caller.Road.PAGE, Permission.READ);
        document.of("counted", reader);
        document.of("counted", reader);
        assertEquals(1, asked.get());
        document.of("counted", new Caller("b", Caller.Road.PAGE, Permission.OPERATE));
        assertEquals(2, asked.get());
        millis[0] += PageDocument.GOOD_MILLIS;
        document.of("counted", reader);
        assertEquals(3, asked.get());
        millis[0] -= 5_000;
        document.of("counted", reader);
        assertEquals(4, asked.get(), "the clock was set back");
    }

    @Test
    void aPartThatIsRefusedSaysSoAndTheOthersAreThere() {
        JsonObject parts = json(get("/millwright/api/page?parts=nothing%0Acounted%3Fwrong=1%0Acounted"))
                .get("parts")
                .asObject();
        assertEquals(
                "NOT_FOUND",
                parts.get("nothing").asObject().get("error").asObject().getString("kind", ""));
        assertEquals(
                "wrong",
                parts.get("counted?wrong=1").asObject().get("error").asObject().getString("field", ""));
        assertEquals("one", parts.get("counted").asObject().getString("said", ""));
    }

    @Test
    void moreThanAFewPartsAreRefused() {
        String parts = "counted%3Fn=" + String.join("%0Acounted%3Fn=", "1 2 3 4 5 6 7 8 9".split(" "));
        assertEquals(400, get("/millwright/api/page?parts=" + parts).status());
        assertEquals(0, asked.get());
    }

    @Test
    void aPageThatOnlyLooksDoesNotKeepALoginAlive() {
        GivenCall idle = new GivenCall("GET", "/millwright/api/counted").with("X-Millwright-Idle", "600");
        long before = System.currentTimeMillis();
        core.answer(idle);
        assertTrue(idle.touchedMillis <= before - 599_000 && idle.touchedMillis >= before - 601_000);
        GivenCall active = new GivenCall("GET", "/millwright/api/counted");
        core.answer(active);
        assertEquals(0, active.touchedMillis, "a call that says nothing is use of the login");
        GivenCall future = new GivenCall("GET", "/millwright/api/counted").with("X-Millwright-Idle", "-600");
        core.answer(future);
        assertTrue(future.touchedMillis <= System.currentTimeMillis());
        assertEquals(
                400,
                core.answer(new GivenCall("GET", "/millwright/api/counted").with("X-Millwright-Idle", "x"))
                        .status());
    }

    @Test
    void tenThousandMalformedCallsChangeNothingAndEachIsAnswered() {
        Random random = new Random(15);
        String[] methods = {"GET", "POST", "PUT", "DELETE", "", "TRACE", "get"};
        String[] paths = {
            "/millwright",
            "/millwright/api/note",
            "/millwright/api/counted",
            "/millwright/api/",
            "/millwright/api/page",
            ""
        };
        for (int i = 0; i < 10_000; i++) {
            GivenCall call = new GivenCall(
                            methods[random.nextInt(methods.length)],
                            paths[random.nextInt(paths.length)]
                                    + garbage(random, 60)
                                    + (random.nextBoolean() ? "?" + garbage(random, 60) : ""))
                    .with("Content-Type", random.nextBoolean() ? "application/json" : garbage(random, 20))
                    .with("X-XSRF-Token", random.nextBoolean() ? TOKEN : garbage(random, 10))
                    .with("Origin", random.nextBoolean() ? "" : garbage(random, 20))
                    .with("X-Millwright-Idle", random.nextBoolean() ? "" : garbage(random, 5))
                    .body(garbage(random, 200).getBytes(StandardCharsets.UTF_8));
            PageAnswer answer = core.answer(call);
            assertTrue(answer.status() >= 200 && answer.status() < 500, call + ": " + answer.status());
        }
        assertEquals(List.of(), done);
    }

    private static String garbage(Random random, int most) {
        StringBuilder text = new StringBuilder();
        String likely = "{}[]\":,/%.?&=\\ntext0-+e";
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(
                    random.nextInt(4) > 0
                            ? likely.charAt(random.nextInt(likely.length()))
                            : (char) random.nextInt(0x2_0000));
        }
        return text.toString();
    }

    private final class Counted implements Resource {
        @Override
        public String name() {
            return "counted";
        }

        @Override
        public JsonObject get(Query query) throws Refusal {
            query.text("n");
            asked.incrementAndGet();
            return new JsonObject().add("said", said);
        }
    }

    private final class Noted implements Action {
        @Override
        public String name() {
            return "note";
        }

        @Override
        public Permission permission() {
            return Permission.OPERATE;
        }

        @Override
        public int mostBodyBytes() {
            return mostBodyBytes;
        }

        @Override
        public JsonObject run(Fields fields, Caller caller) throws Refusal {
            String text = fields.text("text", 10);
            fields.refuseUnread();
            done.add(caller.name() + " " + caller.road() + " " + text);
            return new JsonObject();
        }
    }
}
