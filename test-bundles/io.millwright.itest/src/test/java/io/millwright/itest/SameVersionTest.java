package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.gateway.receiver.Decision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * DeploymentAdmin skips a bundle of a version that it has, whatever is in it: the reason why our bundles carry the time of
 * their commit in their version, and why a check watches over the hand-raised versions of models.
 */
@ExtendWith(SharedSite.class)
class SameVersionTest {
    @Test
    void otherContentOfTheSameVersionNeverArrives(Site site) {
        Decision before = site.awaitGoodDecision(SharedSite.PIPELINE);
        site.gateway().installPackage(ModelVariant.sameVersion(site.folder(), "1.0.9"));
        assertEquals(
                "1.0.9", site.gateway().packages().get(Packages.MACHINE_FAILURE), "DeploymentAdmin says it is there");
        Decision after = site.awaitGoodDecision(SharedSite.PIPELINE);
        assertEquals(before.modelSha256(), after.modelSha256(), "and the old one decides");
        assertEquals(Packages.machineFailureVersion(), after.modelVersion());
        // At the next boot the new content would be installed.
        site.gateway().installPackage(Packages.machineFailure());
    }
}
