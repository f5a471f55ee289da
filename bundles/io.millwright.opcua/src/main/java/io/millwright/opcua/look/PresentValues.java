package io.millwright.opcua.look;

import io.millwright.opcua.acquire.ServerFacts;
import io.millwright.opcua.browse.AddressSpace;
import io.millwright.opcua.browse.ValueText;
import io.millwright.opcua.milo.SampleTimes;
import io.millwright.tag.TagValue;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.Matrix;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;

/** Present values, of arrays and bytes the beginning only: a page of pictures would be more than a channel takes. */
final class PresentValues {
    private static final int ELEMENTS = 5;
    private static final int BYTES = 16;

    /** So often is asked before the rest is given up: enough for two values of a page that are too large. */
    private static final int MOST_TRIES = 30;

    /** The status of what was not answered. */
    private static final int NO_ANSWER = (int) StatusCodes.Bad_Timeout;

    private static final Set<NodeId> PICTURES = Set.of(
            NodeIds.ByteString, NodeIds.Image, NodeIds.ImageBMP, NodeIds.ImageGIF, NodeIds.ImageJPG, NodeIds.ImagePNG);

    private PresentValues() {}

    /** Returns which part of a variable's value to ask for, null for all of it (NumericRange, OPC UA Part 4, 7.27). */
    static String part(ServerFacts facts) {
        int dimensions = facts.dimensions().length;
        if (dimensions > 0) {
            return "0,".repeat(dimensions - 1) + "0:" + (ELEMENTS - 1);
        }
        return facts.dataType() != null && PICTURES.contains(facts.dataType()) ? "0:" + (BYTES - 1) : null;
    }

    /** Returns the answers; null for each that there is none to. */
    static List<DataValue> read(AddressSpace space, List<NodeId> variables, List<String> parts) {
        List<ReadValueId> asked = new ArrayList<>();
        for (int i = 0; i < variables.size(); i++) {
            asked.add(
                    new ReadValueId(variables.get(i), AttributeId.Value.uid(), parts.get(i), QualifiedName.NULL_VALUE));
        }
        List<DataValue> values = new ArrayList<>();
        fill(space, asked, values, new AtomicInteger(MOST_TRIES));
        return values;
    }

    /** What is behind an answer that does not come is asked for in halves: one value that is too large hides no other. */
    private static void fill(
            AddressSpace space, List<ReadValueId> asked, List<DataValue> values, AtomicInteger triesLeft) {
        List<DataValue> some =
                triesLeft.getAndDecrement() > 0 ? space.someValues(asked) : Collections.nCopies(asked.size(), null);
        int missing = some.indexOf(null);
        if (missing < 0 || triesLeft.get() <= 0 || asked.size() == 1) {
            values.addAll(some);
            return;
        }
        values.addAll(some.subList(0, missing));
        int half = (missing + asked.size() + 1) / 2;
        fill(space, asked.subList(missing, half), values, triesLeft);
        if (half < asked.size()) {
            fill(space, asked.subList(half, asked.size()), values, triesLeft);
        }
    }

    /**
     * Returns a value for people.
     *
     * @param data null where there is no answer
     * @param part that was asked for, or null
     */
    static TagValue shown(DataValue data, String part) {
        if (data == null) {
            return new TagValue("", Double.NaN, NO_ANSWER, "no answer", Long.MIN_VALUE);
        }
        int status = (int) data.statusCode().value();
        boolean empty = part != null && data.statusCode().value() == StatusCodes.Bad_IndexRangeNoData;
        Object value = data.value().value();
        boolean bad = data.statusCode().isBad();
        long source = SampleTimes.micros(data.sourceTime());
        return new TagValue(
                empty ? "[]" : bad ? "" : text(data, value, part),
                bad ? Double.NaN : number(value),
                empty ? 0 : status,
                empty ? "Good" : ValueText.status(data),
                source != Long.MIN_VALUE ? source : SampleTimes.micros(data.serverTime()));
    }

    private static String text(DataValue data, Object value, String part) {
        if (value instanceof ByteString bytes) {
            byte[] all = bytes.bytesOrEmpty();
            String begin = HexFormat.ofDelimiter(" ").formatHex(all, 0, Math.min(BYTES, all.length));
            return all.length < BYTES ? begin : begin + " \u2026";
        }
        String text = ValueText.value(data);
        boolean cut = part != null
                && !(value instanceof Matrix)
                && value != null
                && value.getClass().isArray()
                && Array.getLength(value) == ELEMENTS;
        return cut && text.endsWith("]") ? text.substring(0, text.length() - 1) + ", \u2026]" : text;
    }

    private static double number(Object value) {
        return value instanceof Number number
                ? number.doubleValue()
                : value instanceof Boolean bool ? bool ? 1 : 0 : Double.NaN;
    }
}
