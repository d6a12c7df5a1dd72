// Clipboards of programs that do not run where these tests do, written after what is known of their HTML.

interface ExcelLook {
  /** The decimal and the thousand separator, as a style sheet names them. */
  separators?: [decimal: string, thousand: string];
  formats?: Record<string, string>;
  /** Within the container that Excel for the web puts around it. */
  web?: true;
}

/** What Excel puts on the clipboard: a page of its own, whose style sheet says how numbers are formatted. */
export function excel(
  rows: string,
  { separators = ['\\,', ' '], formats = {}, web }: ExcelLook = {},
) {
  const rules = Object.entries(formats).map(
    ([name, format]) => `.${name}\n\t{padding-top:1px;\n\tmso-number-format:"${format}";}`,
  );
  const page = `<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><meta name=ProgId content=Excel.Sheet><meta name=Generator content="Microsoft Excel 15">
<style>
<!--table
\t{mso-displayed-decimal-separator:"${separators[0]}";
\tmso-displayed-thousand-separator:"${separators[1]}";}
br
\t{mso-data-placement:same-cell;}
td
\t{padding-top:1px;\n\tmso-number-format:General;}
${rules.join('\n')}
-->
</style></head><body link="#0563C1" vlink="#954F72">
<table border=0 cellpadding=0 cellspacing=0 width=256 style='border-collapse:collapse;width:192pt'>
<!--StartFragment-->
 <col width=64 span=4 style='width:48pt'>
${rows}
<!--EndFragment-->
</table></body></html>`;
  return web ? `<div ccp_infra_version='3' data-ccp-timestamp='1'>${page}</div>` : page;
}

/** The row that only measures columns, behind a table whose columns do not all line up. */
export const measuringRow = ` <![if supportMisalignedColumns]>
 <tr height=0 style='display:none'>
  <td width=64 style='width:48pt'></td>
  <td width=64 style='width:48pt'></td>
 </tr>
 <![endif]>`;

/** Room that an accounting format leaves for signs and parentheses. */
export const room = "<span style='mso-spacerun:yes'>&nbsp;&nbsp;&nbsp; </span>";

/** A table as Google Sheets puts it on the clipboard. */
export function sheets(rows: string): string {
  return `<meta charset='utf-8'><google-sheets-html-origin><style type="text/css"><!--td {border: 1px solid #cccccc;}br {mso-data-placement:same-cell;}--></style><table xmlns="http://www.w3.org/1999/xhtml" cellspacing="0" cellpadding="0" dir="ltr" border="1" style="table-layout:fixed;width:0px" data-sheets-root="1" data-sheets-baot="1"><colgroup><col width="100"/></colgroup><tbody>${rows}</tbody></table></google-sheets-html-origin>`;
}

const quoted = (json: string) => json.replaceAll('"', '&quot;');

export const sheetsCell = (text: string, value: string, format = '') =>
  `<td style="overflow:hidden;padding:2px 3px" data-sheets-value="${quoted(value)}"${
    format && ` data-sheets-numberformat="${quoted(format)}"`
  }>${text}</td>`;
