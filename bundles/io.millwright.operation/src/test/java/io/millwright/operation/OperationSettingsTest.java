package io.millwright.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.operation.resource.Permission;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the form says, whatever types snapshots and REST leave it in. */
class OperationSettingsTest {
    @Test
    void cloudMayReadAndNothingElseUnlessSomebodyAllowsIt() {
        assertEquals(Permission.READ, OperationSettings.STANDARD.cloud());
        assertEquals(List.of(), OperationSettings.STANDARD.wrong());
    }

    @Test
    void higherSwitchAloneOpensNothing() {
        OperationSettings settings = OperationSettings.of(Map.of("cloud.read", false, "cloud.administer", true));

        assertNull(settings.cloud());
        assertTrue(
                settings.wrong().get(0).contains("Cloud may administer"),
                settings.wrong().toString());
    }

    @Test
    void textsAreTakenAndNonsenseIsNamedWithWhatIsUsedInstead() {
        OperationSettings settings = OperationSettings.of(Map.of(
                "cloud.operate", "TRUE", "history.budgetMB", "7", "history.days", "many", "page.enabled", "maybe"));

        assertEquals(Permission.OPERATE, settings.cloud());
        assertEquals(7 << 20, settings.historyBudgetBytes());
        assertEquals(7, settings.historyDays());
        // What is not understood never opens anything.
        assertEquals(false, settings.page());
        assertEquals(2, settings.wrong().size());
    }
}
