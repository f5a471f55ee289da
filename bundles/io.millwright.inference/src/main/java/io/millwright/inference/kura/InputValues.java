package io.millwright.inference.kura;

import io.millwright.inference.kura.EngineState.Code;
import io.millwright.tensor.Elements;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.ai.inference.Tensor;

/**
 * Writes the values of one tensor where the model expects them. The class of the values counts, not what the descriptor says: the
 * AI component takes over the record's type and never looks at the descriptor's.
 */
final class InputValues {
    private static final int SHOWN_CHARACTERS = 100;

    private final String model;
    private final EngineCounters counters;

    InputValues(String model, EngineCounters counters) {
        this.model = model;
        this.counters = counters;
    }

    /** Writes a tensor's values into a slot. */
    void write(Tensor tensor, InputSlot slot, ByteBuffer buffer) throws Refused {
        List<?> data = tensor.getType() == null
                ? null
                : tensor.getData(tensor.getType()).orElse(null);
        if (data == null) {
            throw refused(slot, "has no values", "send a number, a text, true or false");
        }
        if (tensor.getType() == Byte.class) {
            writeBytes(data, slot, buffer);
            return;
        }
        if (data.size() != slot.count()) {
            throw wrongCount(data.size(), slot);
        }
        for (int i = 0; i < slot.count(); i++) {
            writeOne(data.get(i), slot, buffer, i);
        }
    }

    private Refused wrongCount(int given, InputSlot slot) {
        if (slot.rows() > 1) {
            return refused(
                    slot,
                    "takes a window of " + slot.rows() + " values, and the record has " + given,
                    "use the model in a pipeline, which makes windows; or send a byte array of "
                            + slot.count() * Elements.bytes(slot.type()) + " bytes, little-endian");
        }
        return refused(
                slot,
                "takes " + slot.count() + " element(s), and the record has " + given,
                "send a byte array of " + slot.count() * Elements.bytes(slot.type()) + " bytes, little-endian");
    }

    /** The elements one after the other, little-endian. */
    private void writeBytes(List<?> data, InputSlot slot, ByteBuffer buffer) throws Refused {
        int width = Elements.bytes(slot.type());
        if (data.size() != (long) slot.count() * width) {
            throw refused(
                    slot,
                    "takes " + slot.count() + " element(s) of " + width + " byte(s), and the byte array has "
                            + data.size() + " bytes",
                    "send " + (long) slot.count() * width + " bytes, little-endian, or the plain value");
        }
        ByteBuffer element = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < slot.count(); i++) {
            for (int b = 0; b < width; b++) {
                element.put(b, (Byte) data.get(i * width + b));
            }
            Object value = ElementTypes.read(slot.type(), element, 0);
            writeOne(value, slot, buffer, i);
        }
    }

    private void writeOne(Object value, InputSlot slot, ByteBuffer buffer, int element) throws Refused {
        Number number = slot.categorical() ? category(value, slot) : number(value, slot);
        double plain = number.doubleValue();
        boolean usable = !Double.isNaN(plain) || slot.optional();
        if (!usable || !ElementTypes.write(slot.type(), buffer, slot.at(element), number)) {
            throw refused(
                    slot,
                    "is '" + shown(value) + "'",
                    "send " + ElementTypes.words(slot.type())
                            + (Double.isNaN(plain) ? "; this input must not be missing" : ""));
        }
        if (slot.feature() != null
                && (plain < slot.feature().min() || plain > slot.feature().max())) {
            counters.outOfRange.incrementAndGet();
        }
    }

    private Number number(Object value, InputSlot slot) throws Refused {
        if (value instanceof Number number) {
            return number;
        }
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        try {
            return value instanceof String text ? Double.valueOf(text.strip()) : Double.valueOf("");
        } catch (NumberFormatException e) {
            throw refused(slot, "is '" + shown(value) + "'", "send " + ElementTypes.words(slot.type()));
        }
    }

    private Number category(Object value, InputSlot slot) throws Refused {
        List<String> categories = slot.feature().categories();
        if (value instanceof String text) {
            int index = categories.indexOf(text);
            if (index >= 0) {
                return index;
            }
        } else {
            double number = number(value, slot).doubleValue() + 0.0;
            Map<Double, Integer> codes = slot.feature().codes();
            Integer index = codes.get(number);
            if (index != null) {
                return index;
            }
            if (codes.isEmpty() && number >= 0 && number < categories.size() && number == Math.rint(number)) {
                return (int) number;
            }
        }
        throw refused(
                slot,
                "is '" + shown(value) + "'",
                "send one of " + shown(categories)
                        + (slot.feature().codes().isEmpty()
                                ? ", or its index from 0"
                                : ", or one of " + shown(slot.feature().codes().keySet())));
    }

    private Refused refused(InputSlot slot, String problem, String remedy) {
        return new Refused(Code.RECORDS_REFUSED, "model " + model + ": input '" + slot.name() + "' " + problem, remedy);
    }

    /** One line of bearable length, whatever a record holds. */
    private static String shown(Object value) {
        String text = String.valueOf(value).replaceAll("\\p{Cntrl}", "?");
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
    }
}
