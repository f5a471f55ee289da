package io.millwright.operation.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.decision.Decision;
import io.millwright.decision.DriftLevel;
import io.millwright.decision.Opinion;
import io.millwright.decision.Quality;
import io.millwright.decision.Recommendation;
import io.millwright.decision.Severity;
import io.millwright.model.ModelTrial;
import io.millwright.model.ModelVersion;
import io.millwright.operation.resource.Permission;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page's words in both languages, and that its scripts bring nothing from outside in as markup. */
class WordsTest {
    private static final Pattern PLACE = Pattern.compile("\\{(\\w+)}");
    private static final Pattern USED = Pattern.compile("word\\('([a-z]+(?:\\.[A-Za-z]+)*)'");

    /** What has a word per name of the gateway's. */
    private static final Map<String, Enum<?>[]> NAMES = Map.of(
            "quality", Quality.values(),
            "severity", Severity.values(),
            "role", Decision.Role.values(),
            "stage", ModelTrial.Stage.values(),
            "version", ModelVersion.State.values(),
            "drift", DriftLevel.values(),
            "advice", Recommendation.Status.values(),
            "plans.over", Recommendation.Status.values(),
            "verdict", Opinion.Verdict.values(),
            "permission", Permission.values());

    /** Words that say in Chinese what another word says everywhere else. */
    private static final Map<String, String> OTHERS = Map.of(
            "标签", "变量",
            "规划器", "计划器",
            "负载", "负荷",
            "试验", "试运行",
            "路线", "路径",
            "订货", "订单");

    private static final Pattern HALF_WIDTH = Pattern.compile("\\p{IsHan} ?[,;:!?]|[,;:!?] ?\\p{IsHan}|\\p{IsHan}\\.");

    private static String file(String name) throws IOException {
        try (var in = PageFiles.class.getResourceAsStream("web/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static JsonObject words(String language) throws IOException {
        return Json.parse(file(language + ".json")).asObject();
    }

    private static List<String> scripts() {
        return PageFiles.names().stream().filter(name -> name.endsWith(".js")).toList();
    }

    @Test
    void bothLanguagesHaveTheSameWordsWithTheSamePlaces() throws IOException {
        JsonObject english = words("en");
        JsonObject chinese = words("zh");
        assertEquals(english.names(), chinese.names());
        for (String key : english.names()) {
            assertFalse(english.getString(key, "").isBlank(), key);
            assertFalse(chinese.getString(key, "").isBlank(), key);
            assertEquals(places(english.getString(key, "")), places(chinese.getString(key, "")), key);
        }
    }

    @Test
    void chineseHasOneWordForAThingAndItsOwnPunctuation() throws IOException {
        JsonObject chinese = words("zh");
        List<String> wrong = new ArrayList<>();
        for (String key : chinese.names()) {
            String text = chinese.getString(key, "");
            OTHERS.forEach((other, one) -> {
                if (text.contains(other)) {
                    wrong.add(key + ": " + other + " is " + one + " elsewhere: " + text);
                }
            });
            if (HALF_WIDTH.matcher(text).find()) {
                wrong.add(key + ": punctuation of half width: " + text);
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static Set<String> places(String text) {
        Set<String> places = new TreeSet<>();
        Matcher matcher = PLACE.matcher(text);
        while (matcher.find()) {
            places.add(matcher.group(1));
        }
        return places;
    }

    @Test
    void everyWordThatAScriptAsksForIsThere() throws IOException {
        JsonObject english = words("en");
        List<String> missing = new ArrayList<>();
        for (String script : scripts()) {
            Matcher matcher = USED.matcher(file(script));
            while (matcher.find()) {
                if (english.get(matcher.group(1)) == null) {
                    missing.add(script + ": " + matcher.group(1));
                }
            }
        }
        NAMES.forEach((group, values) -> {
            for (Enum<?> value : values) {
                if (english.get(group + "." + value.name()) == null) {
                    missing.add(group + "." + value.name());
                }
            }
        });
        assertEquals(List.of(), missing);
    }

    @Test
    void nothingBecomesMarkupOrIsFetchedFromElsewhere() throws IOException {
        for (String script : scripts()) {
            String text = file(script);
            for (String way : List.of(
                    "innerHTML",
                    "outerHTML",
                    "insertAdjacentHTML",
                    "document.write",
                    "eval(",
                    "new Function",
                    "DOMParser",
                    "createContextualFragment",
                    "srcdoc",
                    "https://",
                    "javascript:")) {
                assertFalse(text.contains(way), script + " has " + way);
            }
            assertFalse(text.replace("http://www.w3.org/2000/svg", "").contains("http://"), script);
        }
        String html = file("page.html");
        assertFalse(html.contains("http"), "the page names another host");
        assertFalse(
                Pattern.compile("<script(?![^>]*src=)|<style|\\son\\w+=|style=")
                        .matcher(html)
                        .find(),
                "something stands inline");
        assertTrue(html.contains("/millwright/page.js"));
    }
}
