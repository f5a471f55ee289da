package io.millwright.pipeline.publish;

import static io.millwright.pipeline.publish.Decisions.change;
import static io.millwright.pipeline.publish.Decisions.routine;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.decide.ModelIdentity;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.publish.confirm.OutboxCounters;
import io.millwright.pipeline.publish.confirm.PublisherHealth;
import io.millwright.pipeline.publish.message.Batch;
import io.millwright.pipeline.publish.message.DecisionMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What goes when, on a clock of the test's own. A line reads: milliseconds, pipeline, first-last sequence. */
class OutboxPolicyTest {
    private final PolicyHarness outbox = new PolicyHarness();

    @Test
    void routineDecisionsWaitForOthersButNoLongerThanTheirDelay() {
        outbox.confirmAfterMillis(10);
        outbox.offer(routine("a", 1));
        outbox.atMillis(500, () -> outbox.offer(routine("a", 2)));
        outbox.atMillis(999, () -> outbox.offer(routine("a", 3)));
        outbox.atMillis(1_001, () -> outbox.offer(routine("a", 4)));
        outbox.runToMillis(3_000);
        assertEquals(List.of("1000 a 1-3", "2001 a 4-4"), outbox.log());
    }

    @Test
    void aChangeOfLabelGoesAtOnceAndTakesAlongWhatWaits() {
        outbox.confirmAfterMillis(10);
        outbox.offer(routine("a", 1), routine("b", 1));
        outbox.atMillis(300, () -> outbox.offer(change("a", 2)));
        outbox.runToMillis(1_500);
        assertEquals(List.of("300 a 1-2", "1000 b 1-1"), outbox.log());
    }

    @Test
    void noMoreThanFourMessagesWaitForTheirConfirmation() {
        outbox.offer(change("a", 1), change("b", 1), change("c", 1), change("d", 1), change("e", 1));
        outbox.runToMillis(5_000);
        assertEquals(List.of("0 a 1-1", "0 b 1-1", "0 c 1-1", "0 d 1-1"), outbox.log());
        outbox.confirm("m3");
        outbox.runToMillis(5_001);
        assertEquals("5000 e 1-1", outbox.log().get(4));
    }

    @Test
    void decisionsMergeWhileMessagesAreUnconfirmedAndChangesGoFirst() {
        outbox.offer(change("a", 1), change("b", 1), change("c", 1), change("d", 1));
        outbox.runToMillis(0);
        outbox.offer(routine("e", 1), routine("a", 2), routine("a", 3));
        outbox.atMillis(1_500, () -> outbox.offer(routine("e", 2), change("b", 2), routine("a", 4)));
        for (int i = 1; i <= 5; i++) {
            String id = "m" + i;
            outbox.atMillis(2_000 + i, () -> outbox.confirm(id));
        }
        outbox.runToMillis(2_010);
        assertEquals(
                List.of("2001 b 2-2", "2002 e 1-2", "2005 a 2-4"), outbox.log().subList(4, 7));
        OutboxCounters merged = outbox.ledger.counters("a");
        assertEquals(2, merged.merged());
        assertEquals(2, merged.messages());
    }

    @Test
    void aConfirmationMayComeBeforePublishReturnsItsId() {
        outbox.publisher = batch -> {
            String id = outbox.nextId();
            outbox.policy.confirmed("of somebody else", outbox.nowNanos);
            outbox.policy.confirmed(id, outbox.nowNanos);
            return id;
        };
        for (int i = 1; i <= 20; i++) {
            outbox.offer(change("a", i));
            outbox.runToMillis(i);
        }
        assertEquals(20, outbox.sent.size());
        OutboxCounters counters = outbox.ledger.counters("a");
        assertEquals(20, counters.confirmed());
        assertEquals(0, counters.inFlight());
    }

    @Test
    void aConfirmationFromBeforeTheCallOfPublishIsNotThatOfTheCall() {
        outbox.confirm("m1");
        outbox.offer(change("a", 1));
        outbox.runToMillis(1);
        assertEquals(1, outbox.ledger.counters("a").inFlight());
    }

    @Test
    void aPublisherThatIsSetToQosZeroOwesNoConfirmation() {
        outbox.offer(change("a", 1));
        outbox.runToMillis(1);
        outbox.publisher = batch -> null;
        outbox.offer(change("a", 2));
        outbox.runToMillis(59_999);
        assertEquals(OutboxState.Code.OK, outbox.state());
        outbox.runToMillis(60_000);
        assertEquals(1, outbox.ledger.counters("a").unconfirmed());
        assertEquals(1, outbox.ledger.counters("a").withoutConfirmation());
    }

    @Test
    void confirmationsOfOthersOnTheSameEndpointCountForNothing() {
        outbox.offer(change("a", 1));
        outbox.runToMillis(1);
        for (int i = 0; i < 9_999; i++) {
            outbox.confirm("foreign" + i);
        }
        outbox.runToMillis(11_000);
        assertEquals(OutboxState.Code.PUBLISHER_NOT_CONFIRMING, outbox.state());
        assertEquals(1, outbox.ledger.counters("a").inFlight());
    }

    @Test
    void withQosZeroEachAssetGetsOneMessagePerSecondAndNothingCountsAsUnconfirmed() {
        outbox.publisher = batch -> null;
        for (int i = 0; i < 100; i++) {
            int sequence = i + 1;
            outbox.atMillis(i * 100, () -> outbox.offer(change("a", sequence), change("b", sequence)));
        }
        outbox.runToMillis(10_500);
        List<Long> times = outbox.sent.stream()
                .filter(sent -> sent.batch().group().pipeline().equals("a"))
                .map(PolicyHarness.Sent::millis)
                .toList();
        assertEquals(LongStream.rangeClosed(0, 10).mapToObj(s -> s * 1_000).toList(), times);
        OutboxCounters counters = outbox.ledger.counters("a");
        assertEquals(100, counters.withoutConfirmation());
        assertEquals(0, counters.unconfirmed() + counters.inFlight() + counters.pending() + counters.dropped());
        assertEquals(OutboxState.Code.OK, outbox.state());
    }

    @Test
    void withoutAnyConfirmationTheStateSaysSoAndOneMergedMessagePerTenSecondsGoes() {
        for (int i = 0; i < 120; i++) {
            int sequence = i + 1;
            outbox.atMillis(i * 500, () -> outbox.offer(routine("a", sequence)));
        }
        outbox.runToMillis(10_999);
        assertEquals(OutboxState.Code.OK, outbox.state());
        outbox.runToMillis(11_000);
        assertEquals(OutboxState.Code.PUBLISHER_NOT_CONFIRMING, outbox.state());
        assertTrue(outbox.policy.state(outbox.nowNanos).text().contains("in-flight-messages.congestion-timeout"));
        outbox.runToMillis(60_000);
        assertEquals(
                List.of(
                        "1000 a 1-3",
                        "2500 a 4-6",
                        "4000 a 7-9",
                        "5500 a 10-12",
                        "15500 a 13-32",
                        "25500 a 33-52",
                        "35500 a 53-72",
                        "45500 a 73-92",
                        "55500 a 93-112"),
                outbox.log());
        outbox.confirm("m1");
        outbox.runToMillis(64_999);
        assertEquals(OutboxState.Code.PUBLISHER_NOT_CONFIRMING, outbox.state(), "no flicker: shown for 5 s more");
        outbox.runToMillis(65_000);
        assertEquals(OutboxState.Code.OK, outbox.state());
    }

    @Test
    void afterTwentyAndThirtySecondsWithoutAnyConfirmationSomebodyLooksIfTheConnectionIsStuckAndAgainEveryThirty() {
        outbox.offer(change("a", 1));
        outbox.atMillis(130_000, () -> outbox.confirm("m1"));
        outbox.atMillis(200_000, () -> outbox.offer(change("a", 2)));
        outbox.runToMillis(259_000);
        assertEquals(List.of(20_000L, 30_000L, 60_000L, 90_000L, 120_000L, 220_000L, 230_000L), outbox.stuckChecks);
    }

    @Test
    void nobodyLooksWhereNothingIsOwedOrSomethingIsConfirmed() {
        outbox.publisher = batch -> null;
        outbox.offer(change("a", 1));
        outbox.runToMillis(200_000);
        outbox.confirmAfterMillis(9_000);
        for (int i = 1; i <= 100; i++) {
            int sequence = i + 1;
            outbox.atMillis(200_000 + i * 2_000, () -> outbox.offer(change("a", sequence)));
        }
        outbox.runToMillis(420_000);
        assertEquals(List.of(), outbox.stuckChecks);
    }

    @Test
    void theStateOfAPublisherThatDoesNotConfirmTellsOfReconnects() {
        outbox.offer(change("a", 1));
        outbox.runToMillis(10_000);
        OutboxState before = outbox.policy.state(outbox.nowNanos);
        outbox.policy.reconnects(2);
        OutboxState after = outbox.policy.state(outbox.nowNanos);
        assertEquals(
                before.diagnosis().what() + " Reconnects so far: 2.",
                after.diagnosis().what());
        assertEquals(before.diagnosis().remedy(), after.diagnosis().remedy());
    }

    @Test
    void slotsOfMessagesThatAreNeverConfirmedComeBackAndTheDecisionsCountAsUnconfirmed() {
        outbox.offer(change("a", 1), change("b", 1), change("c", 1), change("d", 1));
        outbox.runToMillis(59_999);
        assertEquals(0, outbox.ledger.counters("a").unconfirmed());
        outbox.runToMillis(60_000);
        assertEquals(1, outbox.ledger.counters("a").unconfirmed());
        outbox.confirm("m1");
        assertEquals(0, outbox.ledger.counters("a").unconfirmed());
        assertEquals(1, outbox.ledger.counters("a").confirmed());
        outbox.offer(change("a", 2), change("b", 2), change("c", 2), change("d", 2));
        outbox.runToMillis(60_001);
        assertEquals(8, outbox.sent.size(), "four slots are free again, and the publisher confirms");
    }

    @Test
    void aMessageOvertakenByALaterOnesConfirmationGivesItsSlotBackAfterTwoSeconds() {
        outbox.offer(change("a", 1), change("b", 1));
        outbox.runToMillis(100);
        outbox.confirm("m2");
        outbox.runToMillis(2_099);
        assertEquals(1, outbox.ledger.counters("a").inFlight());
        outbox.runToMillis(2_100);
        assertEquals(0, outbox.ledger.counters("a").inFlight());
        assertEquals(1, outbox.ledger.counters("a").unconfirmed());
    }

    @Test
    void aFullStoreKeepsTheNewestCountsTheRestAndIsTriedEveryTenSeconds() {
        outbox.publisher = batch -> {
            throw new PolicyHarness.Refused(true);
        };
        int surplus = 250;
        for (int i = 1; i <= OutboxLimits.PENDING_DECISIONS + surplus; i++) {
            int sequence = i;
            outbox.atMillis(i, () -> outbox.offer(routine("a", sequence)));
        }
        outbox.runToMillis(15_000);
        assertEquals(OutboxState.Code.STORE_FULL, outbox.state());
        assertEquals(2, outbox.attempts, "at 1 s and at 11 s");
        OutboxCounters counters = outbox.ledger.counters("a");
        assertEquals(surplus, counters.dropped());
        assertEquals(OutboxLimits.PENDING_DECISIONS, counters.pending());
        assertTrue(counters.backOff());

        outbox.confirmAfterMillis(5);
        outbox.runToMillis(30_000);
        assertEquals(surplus + 1, outbox.sent.get(0).batch().decisions().get(0).sequence());
        assertEquals(surplus, outbox.sent.get(0).batch().dropped(), "later messages say what was lost");
        assertEquals(OutboxLimits.PENDING_DECISIONS, outbox.ledger.counters("a").confirmed());
        assertEquals(OutboxState.Code.STORE_FULL, outbox.state(), "no flicker: shown for 20 s after the last failure");
        outbox.runToMillis(31_500);
        assertEquals(OutboxState.Code.OK, outbox.state());
    }

    @Test
    void changesOfLabelSurviveAFullRingLongest() {
        outbox.publisher = batch -> {
            throw new PolicyHarness.Refused(true);
        };
        outbox.offer(change("a", 1));
        for (int i = 2; i <= OutboxLimits.PENDING_DECISIONS + 100; i++) {
            outbox.offer(routine("a", i));
        }
        outbox.runToMillis(1);
        outbox.confirmAfterMillis(1);
        outbox.runToMillis(10_001);
        List<PipelineDecision> first = outbox.sent.get(0).batch().decisions();
        assertEquals(1, first.get(0).sequence());
        assertEquals(102, first.get(1).sequence());
    }

    @Test
    void theRingTakesFromThePipelineThatHasMost() {
        outbox.publisher = batch -> {
            throw new PolicyHarness.Refused(false);
        };
        outbox.offer(routine("quiet", 1));
        for (int i = 1; i <= OutboxLimits.PENDING_DECISIONS + 500; i++) {
            outbox.offer(routine("busy", i));
        }
        assertEquals(0, outbox.ledger.counters("quiet").dropped());
        assertEquals(501, outbox.ledger.counters("busy").dropped());
    }

    /** After a boot the connection is away first; what is wrong with it shows in a later failure. */
    @Test
    void theStateNamesTheLatestFailure() {
        PublisherHealth health = new PublisherHealth("publisher-1");
        health.refused("NOT_CONNECTED: gone", 0);
        health.refused("CONFIGURATION_ERROR: no topic", OutboxLimits.NANOS_PER_SECOND);
        String text = health.state(OutboxLimits.NANOS_PER_SECOND).text();
        assertTrue(text.contains("(CONFIGURATION_ERROR: no topic)"), text);
    }

    @Test
    void aRefusingPublisherIsTriedWithGrowingBackOffAndNothingIsLost() {
        List<Long> attempts = new ArrayList<>();
        outbox.publisher = batch -> {
            attempts.add(outbox.millis());
            throw new PolicyHarness.Refused(false);
        };
        outbox.offer(change("a", 1));
        outbox.runToMillis(100_000);
        assertEquals(List.of(0L, 1_000L, 3_000L, 7_000L, 15_000L, 31_000L, 61_000L, 91_000L), attempts);
        assertEquals(OutboxState.Code.PUBLISH_FAILED, outbox.state());
        assertEquals(8, outbox.ledger.counters("a").failures());
        outbox.confirmAfterMillis(1);
        outbox.runToMillis(140_000);
        assertEquals(List.of("121000 a 1-1"), outbox.log());
        assertEquals(OutboxState.Code.OK, outbox.state());
    }

    @Test
    void contentThatThePublisherRefusesDoesNotHoldUpTheOthers() {
        outbox.publisher = batch -> {
            if (batch.group().pipeline().equals("poison")) {
                throw new PolicyHarness.Refused(false);
            }
            String id = outbox.nextId();
            outbox.atMillis(outbox.millis() + 1, () -> outbox.confirm(id));
            return id;
        };
        for (int i = 0; i < 60; i++) {
            int sequence = i + 1;
            outbox.atMillis(i * 1_000, () -> outbox.offer(change("poison", sequence), routine("good", sequence)));
        }
        outbox.runToMillis(70_000);
        assertEquals(60, outbox.ledger.counters("good").confirmed());
        assertEquals(60, outbox.ledger.counters("poison").pending());
    }

    @Test
    void aMessageEndsAtItsLimitsAndWhereTheModelChanges() {
        outbox.confirmAfterMillis(1);
        ModelIdentity second = new ModelIdentity("machine-failure", "1.1.0", "cd".repeat(32), "CPU");
        for (int i = 1; i <= OutboxLimits.MESSAGE_DECISIONS + 5; i++) {
            outbox.offer(Decisions.of("asset", "a", Decisions.MODEL, i, false, ""));
        }
        outbox.offer(Decisions.of("asset", "a", second, OutboxLimits.MESSAGE_DECISIONS + 6, false, ""));
        String reason = "r".repeat(1_000);
        for (int i = 1; i <= 200; i++) {
            outbox.offer(Decisions.of("asset", "b", Decisions.MODEL, i, false, reason));
        }
        outbox.runToMillis(2_000);
        List<Batch> ofA = outbox.sent.stream()
                .map(PolicyHarness.Sent::batch)
                .filter(batch -> batch.group().pipeline().equals("a"))
                .toList();
        long expected = 1;
        for (Batch batch : ofA) {
            assertEquals(expected, batch.decisions().get(0).sequence());
            expected = batch.newest().sequence() + 1;
            assertTrue(batch.decisions().size() <= OutboxLimits.MESSAGE_DECISIONS);
        }
        assertEquals(OutboxLimits.MESSAGE_DECISIONS + 7, expected);
        assertEquals(1, ofA.get(ofA.size() - 1).decisions().size(), "another model, another message");
        int first = DecisionMessage.of(ofA.get(0)).getPayload().getBody().length;
        assertTrue(first > OutboxLimits.MESSAGE_BODY_BYTES - 1_000, "no message ends too early: " + first);
        for (PolicyHarness.Sent sent : outbox.sent) {
            int bytes = DecisionMessage.of(sent.batch()).getPayload().getBody().length;
            assertTrue(bytes < 128 * 1024, bytes + " bytes");
        }
        assertEquals(200, outbox.ledger.counters("b").confirmed());
    }
}
