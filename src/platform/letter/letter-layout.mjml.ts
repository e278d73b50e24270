/**
 * The look of every letter. [[name]] is filled in; what stands between the comments of one name is repeated or left
 * out. Only fonts that readers have, nothing that is fetched from anywhere.
 */
export const LAYOUT = `
<mjml lang="[[lang]]" dir="ltr">
  <mj-head>
    <mj-title>[[subject]]</mj-title>
    <mj-preview>[[preview]]</mj-preview>
    <mj-attributes>
      <mj-all font-family="system-ui, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', Helvetica, Arial, sans-serif" />
      <mj-text font-size="16px" line-height="1.55" color="#1f2933" padding="0 32px 16px" />
      <mj-section padding="0" />
      <mj-button background-color="#0b5cad" color="#ffffff" font-size="16px" font-weight="600" border-radius="6px" inner-padding="13px 26px" padding="8px 32px 24px" align="left" />
      <mj-table font-size="15px" line-height="1.5" color="#1f2933" padding="0 32px 20px" />
    </mj-attributes>
    <mj-raw>
      <meta name="color-scheme" content="light dark">
      <meta name="supported-color-schemes" content="light dark">
      <meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
    </mj-raw>
    <mj-style>
      :root { color-scheme: light dark; supported-color-schemes: light dark; }
      .fact-label { color: #52606d; padding: 5px 16px 5px 0; vertical-align: top; width: 38%; }
      .fact-value { padding: 5px 0; vertical-align: top; word-break: break-word; overflow-wrap: anywhere; }
      @media (prefers-color-scheme: dark) {
        body, .ground, .ground > div { background-color: #14181d !important; }
        .sheet, .sheet > table { background-color: #1f262e !important; }
        .ink div, .ink table, .ink td { color: #e6eaee !important; }
        .quiet div, .quiet a, .ink td.fact-label { color: #a3b0bd !important; }
        .push td, .push a { background-color: #6db3f2 !important; color: #10161c !important; }
      }
      @media only screen and (max-width: 480px) {
        .fact-label, .fact-value { display: block !important; width: auto !important; padding: 0 !important; }
        .fact-value { padding-bottom: 10px !important; }
        .push table, .push a, .push p { width: 100% !important; box-sizing: border-box; text-align: center; }
      }
    </mj-style>
  </mj-head>
  <mj-body background-color="#eef1f4" css-class="ground">
    <mj-section padding="28px 0 12px">
      <mj-column>
        <mj-text css-class="quiet" font-size="14px" font-weight="600" color="#52606d" padding="0 32px">[[portal]]</mj-text>
      </mj-column>
    </mj-section>
    <mj-section background-color="#ffffff" css-class="sheet" border-radius="8px" padding="32px 0 16px">
      <mj-column>
        <mj-text css-class="ink" font-size="22px" font-weight="600" line-height="1.3"><h1 style="margin:0;font-size:inherit;font-weight:inherit;line-height:inherit">[[heading]]</h1></mj-text>
        <mj-raw><!--paragraph--></mj-raw>
        <mj-text css-class="ink">[[paragraph]]</mj-text>
        <mj-raw><!--/paragraph--></mj-raw>
        <mj-raw><!--facts--></mj-raw>
        <mj-table css-class="ink"><!--fact--><tr><td class="fact-label">[[label]]</td><td class="fact-value">[[value]]</td></tr><!--/fact--></mj-table>
        <mj-raw><!--/facts--></mj-raw>
        <mj-raw><!--button--></mj-raw>
        <mj-button css-class="push" href="[[url]]">[[button]]</mj-button>
        <mj-text css-class="quiet" font-size="13px" color="#52606d">[[url-note]]<br /><span style="word-break:break-all">[[url]]</span></mj-text>
        <mj-raw><!--/button--></mj-raw>
        <mj-raw><!--closing--></mj-raw>
        <mj-text css-class="ink">[[closing]]</mj-text>
        <mj-raw><!--/closing--></mj-raw>
      </mj-column>
    </mj-section>
    <mj-section padding="16px 0 32px">
      <mj-column>
        <mj-text css-class="quiet" font-size="13px" color="#52606d" padding="0 32px">[[foot]]</mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>`;
