package io.millwright.operation.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.eclipsesource.json.JsonObject;
import io.millwright.decision.Plan;
import io.millwright.decision.Planner;
import io.millwright.decision.Recommendation;
import io.millwright.decision.Recommendations;
import io.millwright.gateway.browser.Browser;
import io.millwright.gateway.browser.Tab;
import io.millwright.operation.act.ActsHere;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Record;
import io.millwright.operation.resource.Tables;
import io.millwright.operation.view.PlansResource;
import io.millwright.operation.view.RecommendationsResource;
import io.millwright.operation.view.Services;
import io.millwright.operation.view.ServicesHere;
import io.millwright.planning.PlanningHere;
import io.millwright.planning.plan.Basis;
import io.millwright.planning.plan.PlanBook;
import io.millwright.planning.plan.Proposal;
import io.millwright.supervision.Supervised;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans as a browser shows them, of planners that are at work; skipped as {@link PageInBrowserTest} is. */
class PlansInBrowserTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** A view, and what is there once it shows the planners. */
    private static final Map<String, String> VIEWS = Map.of(
            "plans", "document.querySelectorAll('.plans .card').length === 4",
            "plans/store-1", "document.querySelectorAll('.orders tbody tr').length === 50",
            "plans/hall-1", "document.querySelectorAll('.proposed .gantt .step').length === 48",
            "plans/site-1", "document.querySelector('.proposed .daychart .planned')",
            "plans/store-2", "document.querySelectorAll('.given .remedy').length >= 1",
            "advice", "document.querySelectorAll('.advice .card').length === 3");

    @TempDir
    static Path folder;

    private static PlanningHere planning;
    private static PlanBook guard;
    private static PageServer server;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Browser.program().isPresent(), "Chromium is not installed: the page is not looked at");
        planning = new PlanningHere(folder);
        guard = new PlanBook(
                folder.resolve("guard"), "site-1", "guard", () -> System.currentTimeMillis() * 1_000, change -> {});
        List<Recommendations> books = new ArrayList<>(planning.books());
        books.add(guard);
        Services services = ServicesHere.of(Map.of(
                Planner.class, planning.planners(),
                Recommendations.class, books,
                Supervised.class, planning.supervised()));
        server = new PageServer(new PageCore(
                Tables.of(
                        List.of(new PlansResource(services), new RecommendationsResource(services)),
                        ActsHere.of(planning.planners(), books),
                        new Unwritten()),
                user -> Permission.OPERATE,
                () -> "gateway-7"));
        browser = Browser.start("en");
    }

    private static final class Unwritten implements Record {
        @Override
        public void begin(Caller caller, String action, JsonObject fields) {
            // Whether it is written down is somebody else's test.
        }

        @Override
        public void end(Caller caller, String action, String outcome) {
            // As above.
        }
    }

    @AfterAll
    static void stop() throws IOException {
        if (browser != null) {
            browser.close();
            server.close();
            planning.close();
        }
    }

    private static Tab shown(String view, int width, String scheme) {
        Tab tab = browser.tab(width, 800);
        tab.scheme(scheme);
        tab.go(server.url() + "/millwright#" + view);
        tab.await(view, LIMIT, VIEWS.get(view));
        return tab;
    }

    private static Planner planner(String name) {
        return planning.planners().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void everyViewIsAccessibleComplainsOfNothingAndAsksNobodyElse(String scheme) throws IOException {
        for (String view : VIEWS.keySet()) {
            for (int width : new int[] {1200, 360}) {
                try (Tab tab = shown(view, width, scheme)) {
                    PageInBrowserTest.photograph(tab, view, width, scheme);
                    String where = view + " " + width + " " + scheme;
                    assertEquals(List.of(), PageInBrowserTest.texts(tab.evaluate(PageInBrowserTest.rules())), where);
                    assertEquals(List.of(), tab.complaints(), where);
                    assertEquals(Set.of(server.url()), tab.hosts(), where);
                }
            }
        }
    }

    @Test
    void noRowIsHighOnAPhoneBecauseAColumnIsNarrow() throws IOException {
        for (String view : VIEWS.keySet()) {
            try (Tab tab = shown(view, 390, "light")) {
                assertEquals(List.of(), PageInBrowserTest.texts(tab.evaluate(PageInBrowserTest.narrow())), view);
            }
        }
    }

    @Test
    void everyLoadSaysWhenItRunsOrWhyNot() {
        try (Tab tab = shown("plans/site-1", 1200, "light")) {
            List<String> loads = PageInBrowserTest.texts(
                    tab.evaluate("[...document.querySelectorAll('.proposed .lane')].map(each => each.textContent)"));
            assertEquals(2, loads.size(), loads::toString);
            for (String load : loads) {
                assertTrue(
                        load.matches(
                                "(pump, 30|oven, 45).kW: (when it runs.*|its hours have begun, and it has nothing left"
                                        + " to run in them|its next hours end after this plan does; a later plan has"
                                        + " them)"),
                        load);
            }
        }
    }

    /** A button by what it says, the first of them that is seen. */
    private static String button(String text) {
        return "[...document.querySelectorAll('.plans button')].find(each => each.textContent === '" + text
                + "' && each.getBoundingClientRect().width > 0)";
    }

    private static void press(Tab tab, String button) {
        tab.await(button, LIMIT, button);
        tab.evaluate(button + ".focus()");
        tab.press("Enter");
    }

    @Test
    void documentsAreFetchedOnceAndThePollIsSmall() {
        try (Tab tab = shown("plans/store-1", 1200, "light")) {
            String polls =
                    "performance.getEntriesByType('resource').filter(each => each.name.includes('page?parts')).length";
            double before = tab.evaluate(polls).asDouble();
            tab.await("three polls", LIMIT, polls + " >= " + (before + 3));
            assertEquals(
                    1,
                    tab.evaluate("performance.getEntriesByType('resource')"
                                    + ".filter(each => each.name.includes('plans?planner')).length")
                            .asInt());
            assertTrue(tab.evaluate("performance.getEntriesByType('resource')"
                            + ".filter(each => each.name.includes('page?parts'))"
                            + ".every(each => each.decodedBodySize < 20000)")
                    .asBoolean());
        }
    }

    @Test
    void ordersOfThousandsComeInPagesSortedByWhatIsPressed() {
        try (Tab tab = shown("plans/store-1", 1200, "light")) {
            String costs =
                    "[...document.querySelectorAll('.orders tbody tr')].map(each => Number(each.cells[3].textContent.replaceAll(',', '')))";
            String falls = costs + ".every((each, i, all) => i === 0 || each <= all[i - 1])";
            assertTrue(tab.evaluate(falls).asBoolean());
            double dearest = tab.evaluate("Math.max(..." + costs + ")").asDouble();
            press(tab, "document.querySelector('.ofcost button')");
            tab.await("the cheapest first", LIMIT, "document.querySelector('.ofcost').ariaSort === 'ascending'");
            assertTrue(tab.evaluate("Math.min(..." + costs + ")").asDouble() < dearest);
            press(tab, "document.querySelector('.orders .pager button:nth-child(2)')");
            assertTrue(
                    tab.evaluate("document.querySelector('.orders .pager').textContent.includes('51 to 100 of 1,200')")
                            .asBoolean());
            tab.evaluate("const find = document.getElementById('orders-find'); find.value = 'P-0915';"
                    + "find.dispatchEvent(new Event('input'))");
            assertEquals(
                    1,
                    tab.evaluate("document.querySelectorAll('.orders tbody tr').length")
                            .asInt());
        }
    }

    @Test
    void aScheduleIsWalkedThroughByTheKeyboardMarksWhatMovesAndStandsInATable() {
        try (Tab tab = shown("plans/hall-1", 1200, "light")) {
            String said = "document.querySelector('.proposed output').textContent";
            String first = tab.evaluate(said).asString();
            tab.evaluate("document.querySelector('.proposed .at').focus()");
            tab.press("ArrowRight");
            tab.await("the next step", LIMIT, said + " !== " + com.eclipsesource.json.Json.value(first));
            assertTrue(tab.evaluate("document.querySelectorAll('.proposed .gantt .step.chosen').length === 1")
                    .asBoolean());
            assertTrue(tab.evaluate("document.querySelectorAll('.proposed .gantt .step.moved').length > 0"
                            + " && document.querySelectorAll('.proposed .gantt .was').length > 0"
                            + " && document.querySelectorAll('.proposed .gantt .closed').length > 0")
                    .asBoolean());
            press(tab, "document.querySelector('.proposed details summary')");
            tab.await("the table", LIMIT, "document.querySelectorAll('.proposed .paged tbody tr').length === 48");
        }
    }

    @Test
    void aPictureStaysUnderTheHandWhileItsDocumentSaysTheSame() {
        try (Tab tab = shown("plans/hall-1", 1200, "light")) {
            tab.evaluate(
                    "(zoom => { zoom.value = '7200'; zoom.dispatchEvent(new Event('change')); })"
                            + "(document.querySelector('.proposed select')); window.kept = document.querySelector('.proposed .gantt')");
            press(tab, "document.querySelector('.proposed .planpicture .buttons button:nth-child(2)')");
            String hours =
                    "[...document.querySelectorAll('.proposed .gantt .mark')].map(each => each.textContent).join()";
            String before = tab.evaluate(hours).asString();
            // What is in force is fetched anew each quarter of an hour.
            tab.evaluate("const get = Headers.prototype.get; Headers.prototype.get = function (name) {"
                    + " const told = get.call(this, name);"
                    + " return name === 'X-Millwright-Now' && told ? String(Number(told) + 900000) : told; }");
            String asked = "performance.getEntriesByType('resource').filter(each => each.name.includes('%s')).length";
            tab.await("it is fetched anew", LIMIT, asked.formatted("plans?planner") + " === 2");
            double polls = tab.evaluate(asked.formatted("page?parts")).asDouble();
            tab.await("and told", LIMIT, asked.formatted("page?parts") + " >= " + (polls + 2));
            assertTrue(tab.evaluate("window.kept.isConnected").asBoolean());
            assertEquals(before, tab.evaluate(hours).asString());
        }
    }

    @Test
    void whatHappenedIsDrawnIntoTheDayThatIsInForce() {
        try (Tab tab = shown("plans/site-1", 1200, "light")) {
            press(
                    tab,
                    "[...document.querySelectorAll('summary')].find(each => each.textContent === 'Show the approved plan')");
            tab.await(
                    "what happened",
                    LIMIT,
                    "document.querySelector('details .daychart .happened')?.getAttribute('d').length > 100");
        }
    }

    @Test
    void anInputIsRefusedWithLineColumnValueAndRemedyAndTakenAsJson() {
        try (Tab tab = shown("plans/store-2", 1200, "light")) {
            tab.evaluate("document.querySelectorAll('.given details').forEach(each => { each.open = true; })");
            tab.evaluate("document.getElementById('text-store-2-parts').value = 'part,on_hand\\nP-1,many\\n'");
            press(tab, button("Give parts"));
            tab.await("the refusal", LIMIT, "document.querySelector('.giveform .warns:not([hidden])')");
            String refused = tab.evaluate("document.querySelector('.giveform .warns').textContent")
                    .asString();
            assertTrue(refused.contains("line 2") && refused.contains("on_hand") && refused.contains("many"), refused);
            tab.evaluate("document.getElementById('text-store-2-parts').value = '[{\"part\":\"P-1\"}, null]'");
            press(tab, button("Give parts"));
            tab.await(
                    "the row that is none",
                    LIMIT,
                    "document.querySelector('.giveform .warns')?.textContent.includes('Row 2 is null; give an object')");
            tab.evaluate("document.getElementById('text-store-2-parts').value = '[{\"part\":\"P, 1\",\"on_hand\":4}]'");
            press(tab, button("Give parts"));
            tab.await(
                    "it is taken",
                    LIMIT,
                    "document.getElementById('said').textContent === 'parts: 1 lines are taken.'");
            tab.await("one is left", LIMIT, "document.querySelectorAll('.given .remedy').length === 1");
        }
    }

    @Test
    void aPlanIsRejectedInTwoStepsWithAReasonAndOneKeyTwiceDoesNothing() {
        planning.planAnew("hall-1");
        String waits = planner("hall-1").proposed().id();
        try (Tab tab = shown("plans/hall-1", 1200, "light")) {
            press(tab, button("Reject"));
            tab.await("the second step", LIMIT, "document.querySelector('.confirm:not([hidden])')");
            tab.press("Enter");
            assertEquals(waits, planner("hall-1").proposed().id());
            tab.evaluate("document.querySelector('.confirm:not([hidden]) input').value = 'audit on Friday'");
            press(tab, button("Yes, do it"));
            tab.await("it is said", LIMIT, "document.getElementById('said').textContent === 'Rejected.'");
            tab.await("its fate", LIMIT, "document.querySelector('.plans').textContent.includes('audit on Friday')");
        }
        planning.planAnew("hall-1");
    }

    @Test
    void anAnsweredPlanFoldsToALineAndWhatComesNextIsShownByItself() {
        planning.planAnew("hall-1");
        try (Tab tab = shown("plans/hall-1", 1200, "light")) {
            press(tab, button("Reject"));
            tab.await("the second step", LIMIT, "document.querySelector('.confirm:not([hidden])')");
            tab.evaluate("document.querySelector('.confirm:not([hidden]) input').value = 'audit on Monday'");
            press(tab, button("Yes, do it"));
            String line = "document.querySelector('.answered details:not([open]) > summary')";
            tab.await("the line", LIMIT, line + "?.textContent.startsWith('Rejected by ')");
            assertTrue(tab.evaluate(line + ".textContent.includes('audit on Monday')")
                    .asBoolean());
            assertTrue(
                    tab.evaluate("document.activeElement === " + line).asBoolean(),
                    "who answered by the keyboard stands where the answer is");
            assertTrue(tab.evaluate("!document.querySelector('.proposed .plan') && !document.querySelector('.answered"
                            + " .confirm')")
                    .asBoolean());
            tab.press("Enter");
            tab.await(
                    "the plan in full",
                    LIMIT,
                    "document.querySelector('.answered .plan').getBoundingClientRect().height > 100");
            planning.planAnew("hall-1");
            tab.await("the next one", LIMIT, "document.querySelector('.proposed .plan') && " + button("Approve"));
            assertTrue(tab.evaluate("!" + button("Show what is there now")).asBoolean(), "nobody has to ask for it");
        }
    }

    @Test
    void aNewerPlanDoesNotTakeThePlaceOfTheOneThatIsBeingAnswered() {
        planning.planAnew("hall-1");
        try (Tab tab = shown("plans/hall-1", 1200, "light")) {
            press(tab, button("Approve"));
            tab.await("the second step", LIMIT, "document.querySelector('.confirm:not([hidden])')");
            planning.planAnew("hall-1");
            tab.await(
                    "it is told",
                    LIMIT,
                    "document.querySelector('.plan').textContent.includes('A newer plan has come:')");
            assertTrue(tab.evaluate("!document.querySelector('.proposed .confirm')")
                    .asBoolean());
            press(tab, button("Show what is there now"));
            tab.await("the newer one", LIMIT, button("Approve"));
        }
    }

    @Test
    void adviceThatAPlannerGivesBesideItsPlansIsAnsweredWhereItStands() {
        Plan shed = guard.propose(
                new Proposal(
                        "site-1",
                        true,
                        "Shed 608 kW for the 11 minutes.",
                        "peak",
                        "kW",
                        940,
                        454,
                        Double.NaN,
                        Double.NaN,
                        List.of(),
                        600_000_000,
                        null,
                        Map.of("as it goes on", 940.0),
                        Double.NaN,
                        "{}"),
                Basis.of("{}"));
        try (Tab tab = browser.tab(1200, 800)) {
            tab.go(server.url() + "/millwright#advice");
            tab.await("its buttons", LIMIT, "document.querySelectorAll('.advice .card button').length === 2");
            tab.evaluate("document.querySelector('.advice .card button.primary').click()");
            tab.await("the answer", LIMIT, "document.querySelectorAll('.advice .card button').length === 0");
        }
        assertEquals(Recommendation.Status.APPROVED, guard.recent().get(0).status());
        assertEquals(shed.id(), guard.recent().get(0).id());
    }

    @Test
    void adviceLeadsToThePlanInsteadOfAskingForABlindAnswer() {
        try (Tab tab = shown("advice", 1200, "light")) {
            assertEquals(
                    0,
                    tab.evaluate("document.querySelectorAll('.advice button').length")
                            .asInt());
            assertEquals(
                    3,
                    tab.evaluate("document.querySelectorAll('.advice .card a[href^=\"#plans/\"]').length")
                            .asInt());
        }
    }
}
