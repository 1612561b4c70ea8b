import { type CodeRule, unaccounted } from './code-kind';
import { isObject } from '../templates';

/** Layers of a function that are not made in the same template, such as those of AWS by their ARN. */
export const ATTACHED_LAYER: CodeRule = {
  title: 'layers of a function',
  find({ resource: { Type, Properties = {} }, constructPath, template }) {
    if (Type !== 'AWS::Lambda::Function' || Properties.Layers === undefined) return [];
    const { Resources = {} } = template.template;
    const layers: readonly unknown[] = Array.isArray(Properties.Layers) ? Properties.Layers : [Properties.Layers];
    const others = layers.filter((layer) => {
      const ref = isObject(layer) && Object.keys(layer).length === 1 ? layer.Ref : undefined;
      return typeof ref !== 'string' || !Object.hasOwn(Resources, ref) || Resources[ref].Type !== 'AWS::Lambda::LayerVersion';
    });
    return others.length > 0 ? [{ path: `${constructPath}/Layers`, source: others }] : [];
  },
  judge: ({ source }) => unaccounted(`it runs layers that this app does not make: ${JSON.stringify(source)}`, 'let it require what is in them'),
};
