package io.millwright.gateway.kura.configuration;

import java.math.BigInteger;
import java.util.List;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.Icon;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.configuration.metatype.Option;
import org.eclipse.kura.configuration.metatype.Scalar;

/** What one metatype file says. */
record Metatype(String pid, boolean factory, OCD definition) {

    record Definition(String id, String name, String description, List<AD> attributes, List<Icon> icons)
            implements OCD {
        @Override
        public List<AD> getAD() {
            return attributes;
        }

        @Override
        public List<Icon> getIcon() {
            return icons;
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public String getDescription() {
            return description;
        }

        @Override
        public String getId() {
            return id;
        }
    }

    record Attribute(
            String id,
            String name,
            String description,
            Scalar type,
            int cardinality,
            String min,
            String max,
            String defaultText,
            boolean required,
            List<Option> options)
            implements AD {
        @Override
        public List<Option> getOption() {
            return options;
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public String getDescription() {
            return description;
        }

        @Override
        public String getId() {
            return id;
        }

        @Override
        public Scalar getType() {
            return type;
        }

        @Override
        public int getCardinality() {
            return cardinality;
        }

        @Override
        public String getMin() {
            return min;
        }

        @Override
        public String getMax() {
            return max;
        }

        @Override
        public String getDefault() {
            return defaultText;
        }

        @Override
        public boolean isRequired() {
            return required;
        }
    }

    record Choice(String label, String value) implements Option {
        @Override
        public String getLabel() {
            return label;
        }

        @Override
        public String getValue() {
            return value;
        }
    }

    record Image(String resource, BigInteger size) implements Icon {
        @Override
        public String getResource() {
            return resource;
        }

        @Override
        public BigInteger getSize() {
            return size;
        }
    }
}
